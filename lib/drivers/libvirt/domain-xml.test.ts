import { describe, expect, it } from 'vitest';
import { parseCapabilities, parseDomainXml } from './domain-xml.ts';
import { fixture } from './fake-virsh.ts';

describe('the XML of a VM', () => {
  it('gives networks and required CPU features', () => {
    expect(parseDomainXml(fixture('dumpxml-running'))).toEqual({
      networks: ['br0'],
      storages: [],
      localDevices: [],
      cpuFeatures: ['hypervisor', 'lahf_lm'],
    });
  });

  it('gives pools of volumes and devices of the host, and nothing that is not certain', () => {
    expect(parseDomainXml(fixture('dumpxml-devices'))).toEqual({
      networks: ['lan'],
      storages: ['san-1'],
      localDevices: ['mdev c2177883-f1bb-47f0-914d-32a22e3a8804', 'pci 0000:3b:00.0', 'usb 1234:beef'],
      cpuFeatures: ['vmx'],
    });
  });

  it('knows nothing from what is cut off or is not XML', () => {
    expect(parseDomainXml('')).toBeNull();
    expect(parseDomainXml('error: no domain')).toBeNull();
    expect(parseDomainXml('<domain></wrong>')?.networks ?? []).toEqual([]);
  });

  it('does not blow up entities', () => {
    const lol = `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <domain><name>&b;</name><devices/></domain>`;
    expect(parseDomainXml(lol)?.networks ?? []).toEqual([]);
  });
});

describe('the capabilities of a host', () => {
  it('gives its own identity and its CPU model', () => {
    expect(parseCapabilities(fixture('capabilities'))).toEqual({
      uuid: '00000000-0000-4000-8000-000000000001',
      cpuModel: 'kvm64-v1',
    });
    expect(parseCapabilities('')).toBeNull();
  });
});
