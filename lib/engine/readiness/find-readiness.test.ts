import { describe, expect, it } from 'vitest';
import { readinessFindings, topicOf } from '../../model/readiness.ts';
import {
  faults,
  found,
  input,
  inspected,
  links,
  names,
  obstacle,
  readinessHost,
  world,
} from '../testing/readiness-world.ts';
import { host, vm } from '../testing/snapshots.ts';
import { findReadiness } from './find-readiness.ts';

describe('the findings of a cluster', () => {
  it('are none but its speeds where all is well', () => {
    expect(found().map(({ code, grade }) => [code, grade])).toEqual([
      ['speed-good', 'note'],
      ['largest-vm', 'note'],
    ]);
    expect(findReadiness(input())).toMatchObject({ hosts: 3, vms: 2 });
  });

  it('have exactly the facts of their code', () => {
    const all = found({
      inspection: {
        hosts: [inspected('kvm-1', { cpuModel: 'Skylake', version: 'QEMU 8', clockOffsetSeconds: null })],
        obstacles: [obstacle({ file: { kind: 'disk', path: '/a.img', fault: 'missing' } })],
        connections: [
          { hostId: 'kvm-2', toHostId: null, ok: false, version: null, code: 'host-refused', message: null },
        ],
      },
      links: [],
    });
    expect(all.length).toBeGreaterThan(3);
    for (const { code, facts } of all)
      expect(Object.keys(facts).toSorted()).toEqual([...readinessFindings[code][1]].toSorted());
  });

  it('say which hosts and connections cannot be used, and no pair of a host that is not reached', () => {
    const failed = (
      hostId: string,
      toHostId: string | null,
      code: 'host-unreachable' | 'peer-login-refused',
    ) => ({
      hostId,
      toHostId,
      ok: false,
      version: null,
      code,
      message: 'no answer',
    });
    const connections = [
      failed('kvm-3', null, 'host-unreachable'),
      failed('kvm-3', 'kvm-1', 'host-unreachable'),
      failed('kvm-1', 'kvm-3', 'host-unreachable'),
      failed('kvm-1', 'kvm-2', 'peer-login-refused'),
    ];
    const hosts = ['kvm-1', 'kvm-2'].map((name) => inspected(name));
    expect(faults({ inspection: { connections, hosts } })).toEqual([
      {
        code: 'host-not-reached',
        grade: 'stops',
        facts: { host: 'kvm-3', code: 'host-unreachable', detail: 'no answer' },
      },
      {
        code: 'pair-not-reached',
        grade: 'stops',
        facts: { source: 'kvm-1', destination: 'kvm-2', code: 'peer-login-refused', detail: 'no answer' },
      },
    ]);
  });

  it('say which connections could not be tested', () => {
    const untested = {
      hostId: 'kvm-1',
      toHostId: 'kvm-2',
      ok: false,
      version: null,
      code: 'not-tried' as const,
      message: null,
    };
    expect(faults({ inspection: { connections: [untested] } })).toMatchObject([
      { code: 'pair-untested', grade: 'note', facts: { pairs: 'kvm-1 → kvm-2', count: 1 } },
    ]);
  });

  it('say that a cluster of one host has nowhere to migrate to', () => {
    const [only] = names.map((name) => readinessHost(name));
    const planted = {
      hosts: only ? [only] : [],
      inspection: { hosts: [inspected('kvm-1')] },
      snapshot: { hosts: [host('kvm-1')], vms: [] },
      links: [],
    };
    expect(found(planted).map(({ code }) => code)).toEqual(['single-host']);
  });

  it('say where names mislead memory, unless a migration address is entered', () => {
    const hosts = ['localhost.localdomain', 'kvm', 'kvm'].map((ownName, index) =>
      inspected(names[index] ?? '', { ownName }),
    );
    const open = names.map((name) => readinessHost(name, { migrationAddress: null }));
    expect(faults({ inspection: { hosts }, hosts: open })).toMatchObject([
      { code: 'own-name-local', grade: 'stops', facts: { host: 'kvm-1', name: 'localhost.localdomain' } },
      { code: 'own-name-shared', grade: 'stops', facts: { hosts: 'kvm-2, kvm-3', name: 'kvm' } },
    ]);
    expect(faults({ inspection: { hosts } })).toEqual([]);
  });

  it('grade the measured speed: under 1 Gbit/s is a risk, 1 the minimum, 2 advised', () => {
    const at = (bandwidthMiBps: number | null) =>
      found({ links: links.map((link) => ({ ...link, bandwidthMiBps })) })
        .filter(({ code }) => code.startsWith('speed'))
        .map(({ code, grade }) => `${grade} ${code}`);
    expect(at(100)).toEqual(Array(3).fill('risk speed-low'));
    expect(at(112)).toEqual(Array(3).fill('note speed-minimum')); // what 1 Gbit/s carries
    expect(at(225)).toEqual(['note speed-good']);
    expect(at(null)).toEqual(['note speed-not-measured']);
  });

  it('say whether memory gets through: by migrations alone', () => {
    const closed = links.map((link) =>
      link.fromHostId === 'kvm-1' && link.toHostId === 'kvm-2'
        ? { ...link, hasCopied: false, failedAt: '2026-11-23T09:00:00Z' }
        : link,
    );
    expect(faults({ links: closed })).toMatchObject([
      { code: 'memory-port-closed', grade: 'stops', facts: { source: 'kvm-1', destination: 'kvm-2' } },
    ]);
    expect(faults({ links: links.slice(1) }).map(({ code }) => code)).toContain('memory-port-untested');
  });

  it('forecast the largest VM over the slowest connection of its host', () => {
    const slow = links.map((link) =>
      link.fromHostId === 'kvm-1' && link.toHostId === 'kvm-3' ? { ...link, bandwidthMiBps: 50 } : link,
    );
    const [largest] = found({ links: slow }).filter(({ code }) => code === 'largest-vm');
    expect(largest?.facts).toMatchObject({ vm: 'erp', destination: 'kvm-3', mbps: 419, basis: 'learned' });
    expect(largest?.facts.seconds).toBeGreaterThan(10_000 / 50);
    const busy = { ...world, vms: [vm('erp', 'kvm-1', { dirtyMiBps: 80, workingSetMiB: 4000 })] };
    const endless = found({ links: slow, snapshot: busy }).find(({ code }) => code === 'largest-vm-endless');
    expect(endless).toMatchObject({ grade: 'risk', facts: { mbps: 419 } });
    expect(endless?.facts.neededMbps).toBeGreaterThan(419);
  });

  it('compare clocks and versions, and say where no time is reported', () => {
    const hosts = [
      inspected('kvm-1', { clockOffsetSeconds: -90 }),
      inspected('kvm-2', { clockOffsetSeconds: 2, version: 'QEMU 8.2' }),
      inspected('kvm-3', { clockOffsetSeconds: null }),
    ];
    expect(faults({ inspection: { hosts } })).toMatchObject([
      { code: 'clock-off', grade: 'risk', facts: { host: 'kvm-1', seconds: 90, direction: 'behind' } },
      { code: 'versions-differ', facts: { groups: 'QEMU 10.0.2: kvm-1, kvm-3; QEMU 8.2: kvm-2' } },
      { code: 'clock-unknown', grade: 'note', facts: { hosts: 'kvm-3', count: 1 } },
    ]);
  });

  it('say that memory shares the management network, and which VMs fit nowhere else', () => {
    const hosts = names.map((name) => readinessHost(name, { sharesNetwork: name !== 'kvm-3' }));
    const snapshot = {
      ...world,
      vms: [
        vm('big', 'kvm-1', { name: 'big', memoryMiB: 90_000 }),
        ...names.map((name) => vm(name, name, { memoryMiB: 20_000 })),
      ],
    };
    expect(faults({ hosts, snapshot })).toMatchObject([
      { code: 'migration-network-shared', grade: 'risk', facts: { hosts: 'kvm-1, kvm-2', count: 2 } },
      {
        code: 'fits-nowhere',
        grade: 'risk',
        facts: { vm: 'big', memoryMiB: 90_000, source: 'kvm-1', count: 1 },
      },
    ]);
  });

  it('say when not all combinations were checked', () => {
    expect(faults({ inspection: { checked: 400, total: 900 } })).toEqual([
      { code: 'checks-left-out', grade: 'note', facts: { checked: 400, total: 900 } },
    ]);
  });

  it('come with what stops migrations first, then by topic', () => {
    const obstacles = [obstacle({ file: { kind: 'disk', path: '/a', fault: 'differs' } })];
    const hosts = [inspected('kvm-1', { version: 'QEMU 8' }), inspected('kvm-2'), inspected('kvm-3')];
    const all = found({ inspection: { hosts, obstacles } });
    expect(all.map(({ grade }) => grade)).toEqual(['stops', 'risk', 'note', 'note']);
    expect(all.map(topicOf)).toEqual(['storage', 'version', 'speed', 'speed']);
  });
});
