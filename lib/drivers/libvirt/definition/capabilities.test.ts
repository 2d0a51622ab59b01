import { describe, expect, it } from 'vitest';
import { fixture } from '../fake-virsh.ts';
import { parseCapabilities } from './capabilities.ts';

describe('the capabilities of a host', () => {
  it('return the UUID and CPU of the host, and null for what it does not report', () => {
    expect(parseCapabilities(fixture('capabilities'))).toMatchObject({
      uuid: '00000000-0000-4000-8000-000000000001',
      cpuModel: 'kvm64-v1',
      nominalMhz: 2445,
      cpuXml: expect.stringMatching(/^<cpu><arch>x86_64<\/arch><model>kvm64-v1/),
      cpuIds: null,
      numaNodes: null,
      hugePages: null,
    });
    expect(parseCapabilities('')).toBeNull();
  });

  it('return CPUs, NUMA nodes, and the huge pages of all nodes together', () => {
    const cell = (id: number, pages: number, cpus: number[]) => `<cell id='${id}'>
      <memory unit='KiB'>1000</memory><pages unit='KiB' size='4'>250</pages>
      <pages unit='KiB' size='2048'>${pages}</pages><pages unit='KiB' size='1048576'>0</pages>
      <cpus num='2'>${cpus.map((cpu) => `<cpu id='${cpu}'/>`).join('')}</cpus></cell>`;
    const xml = `<capabilities><host><topology><cells num='2'>${cell(0, 100, [0, 2])}${cell(1, 28, [1, 3])}
      </cells></topology></host></capabilities>`;
    expect(parseCapabilities(xml)).toMatchObject({
      cpuIds: [0, 1, 2, 3],
      numaNodes: [0, 1],
      hugePages: [
        { pageKiB: 2048, totalMiB: 256 },
        { pageKiB: 1_048_576, totalMiB: 0 },
      ],
    });
  });
});
