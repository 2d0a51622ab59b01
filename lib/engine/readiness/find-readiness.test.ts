import { describe, expect, it } from 'vitest';
import type { ClusterInspection, InspectedHost, InspectedObstacle } from '../../model/inspection.ts';
import { readinessFindings, topicOf } from '../../model/readiness.ts';
import type { SnapshotInput } from '../../model/snapshot.ts';
import { host, policyOf, snapshotOf, vm } from '../testing/snapshots.ts';
import { findReadiness } from './find-readiness.ts';
import type { MeasuredLink, ReadinessHost, ReadinessInput } from './finding.ts';

const names = ['kvm-1', 'kvm-2', 'kvm-3'];

const readinessHost = (name: string, more: Partial<ReadinessHost> = {}): ReadinessHost => ({
  id: name,
  name,
  sharesNetwork: false,
  migrationAddress: '10.0.8.1',
  ...more,
});

const inspected = (hostId: string, more: Partial<InspectedHost> = {}): InspectedHost => ({
  hostId,
  version: 'QEMU 10.0.2',
  cpuModel: 'EPYC',
  ownName: hostId,
  clockOffsetSeconds: 0,
  storages: [{ name: 'san', identity: 'netfs nas:/san' }],
  ...more,
});

/** A copy of 10 Gbit/s between every two hosts. */
const links: MeasuredLink[] = names.flatMap((fromHostId) =>
  names
    .filter((each) => each !== fromHostId)
    .map((toHostId) => ({ fromHostId, toHostId, bandwidthMiBps: 1100, hasCopied: true, failedAt: null })),
);

const world: SnapshotInput = {
  hosts: names.map((name) => host(name, { name })),
  vms: [
    vm('erp', 'kvm-1', { name: 'erp', dirtyMiBps: 5, workingSetMiB: 100 }),
    vm('web', 'kvm-2', { name: 'web', memoryMiB: 4000, dirtyMiBps: 5, workingSetMiB: 100 }),
  ],
};

const obstacle = (more: Partial<InspectedObstacle>): InspectedObstacle => ({
  code: 'storage-missing',
  scope: 'pair',
  message: 'refused',
  facts: {},
  vmUuid: 'uuid-of-erp',
  toHostId: 'kvm-2',
  ...more,
});

interface Planted {
  inspection?: Partial<ClusterInspection>;
  hosts?: ReadinessHost[];
  snapshot?: SnapshotInput;
  links?: readonly MeasuredLink[];
}

function input(planted: Planted = {}): ReadinessInput {
  const snapshot = snapshotOf(planted.snapshot ?? world);
  return {
    hosts: planted.hosts ?? names.map((name) => readinessHost(name)),
    inspection: {
      hosts: names.map((name) => inspected(name)),
      connections: [],
      obstacles: [],
      commonCpu: 'EPYC',
      checked: 4,
      total: 4,
      ...planted.inspection,
    },
    snapshot,
    uuids: new Map(snapshot.vms.map(({ id }) => [id, `uuid-of-${id}`])),
    policy: policyOf(),
    links: planted.links ?? links,
  };
}

const found = (planted: Planted = {}) => findReadiness(input(planted)).findings;
/** Without those that are no fault. */
const faults = (planted: Planted = {}) =>
  found(planted).filter(({ code }) => code !== 'speed-good' && code !== 'largest-vm');

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

  it('compare storages by name and source', () => {
    const hosts = [
      inspected('kvm-1'),
      inspected('kvm-2', { storages: [{ name: 'san', identity: 'netfs other:/san' }] }),
      inspected('kvm-3', { storages: [] }),
    ];
    const snapshot = { ...world, vms: [vm('erp', 'kvm-1', { name: 'erp', storages: ['san'] })] };
    expect(faults({ inspection: { hosts }, snapshot })).toMatchObject([
      { code: 'storage-differs', grade: 'stops', facts: { storage: 'san', hosts: 'kvm-1, kvm-2' } },
      {
        code: 'storage-missing',
        grade: 'risk',
        facts: { storage: 'san', hosts: 'kvm-3', having: 'kvm-1, kvm-2', vms: 1 },
      },
    ]);
  });

  it('say for each file where it is missing, and whether the VM can go anywhere else', () => {
    const missing = (toHostId: string) =>
      obstacle({ toHostId, file: { kind: 'disc', path: '/iso/setup.iso', fault: 'missing' } });
    expect(faults({ inspection: { obstacles: [missing('kvm-2')] } })).toMatchObject([
      {
        code: 'file-missing',
        grade: 'risk',
        facts: { vm: 'erp', kind: 'disc', file: '/iso/setup.iso', source: 'kvm-1', hosts: 'kvm-2' },
      },
    ]);
    expect(faults({ inspection: { obstacles: ['kvm-2', 'kvm-3'].map(missing) } })).toMatchObject([
      { code: 'file-missing', grade: 'stops', facts: { hosts: 'kvm-2, kvm-3' } },
    ]);
  });

  it('put VMs of one host with the same fault of one folder together', () => {
    const snapshot = {
      ...world,
      vms: ['a', 'b'].map((id) => vm(id, 'kvm-1', { name: id, memoryMiB: 1000 })),
    };
    const obstacles = ['a', 'b'].map((id) =>
      obstacle({
        vmUuid: `uuid-of-${id}`,
        file: { kind: 'disk', path: `/images/${id}.img`, fault: 'differs' },
      }),
    );
    expect(faults({ snapshot, inspection: { obstacles } })).toMatchObject([
      { code: 'file-differs', grade: 'stops', facts: { vm: 'a, b', file: '/images/a.img' } },
    ]);
  });

  it('name what the host keeps for a VM, and what binds a VM to it', () => {
    const ties = [
      { kind: 'firmware-state' as const, name: '/nvram/erp.fd', blocks: ['offline' as const] },
      { kind: 'tpm' as const, name: 'emulated TPM', blocks: ['offline' as const] },
      {
        kind: 'host-device' as const,
        name: '0000:65:00.0',
        blocks: ['live' as const, 'quick' as const, 'offline' as const],
      },
    ];
    const snapshot = { ...world, vms: [vm('erp', 'kvm-1', { name: 'erp', ties })] };
    expect(faults({ snapshot })).toMatchObject([
      { code: 'firmware-local', grade: 'risk', facts: { vm: 'erp', file: '/nvram/erp.fd', source: 'kvm-1' } },
      { code: 'tpm-local', grade: 'risk', facts: { vm: 'erp', source: 'kvm-1' } },
      { code: 'vm-tied', grade: 'risk', facts: { vm: 'erp', detail: 'host-device: 0000:65:00.0' } },
    ]);
  });

  it('compare CPUs, and name the VMs that one keeps away, with the common CPU', () => {
    const hosts = [inspected('kvm-1'), inspected('kvm-2'), inspected('kvm-3', { cpuModel: 'Skylake' })];
    const detail = 'Host CPU does not provide required features: avx512';
    const obstacles = [obstacle({ code: 'cpu-incompatible', toHostId: 'kvm-3', facts: { detail } })];
    expect(faults({ inspection: { hosts, obstacles, commonCpu: 'Nehalem' } })).toMatchObject([
      {
        code: 'cpu-models-differ',
        grade: 'risk',
        facts: { groups: 'EPYC: kvm-1, kvm-2; Skylake: kvm-3', common: 'Nehalem' },
      },
      { code: 'vm-cpu-bound', grade: 'risk', facts: { vm: 'erp', hosts: 'kvm-3', detail } },
    ]);
  });

  it('count huge pages and NUMA nodes, but no memory that is not free at the moment', () => {
    const obstacles = [
      obstacle({ code: 'resource-missing', facts: { detail: 'no NUMA node 1 on kvm-2' } }),
      obstacle({
        code: 'destination-full',
        toHostId: 'kvm-3',
        facts: { detail: '512 MiB needed in pages of 2 MiB' },
      }),
      obstacle({ code: 'destination-full', vmUuid: 'uuid-of-web', facts: { detail: '4000 MiB needed' } }),
      obstacle({ code: 'vm-busy', vmUuid: 'uuid-of-web' }),
    ];
    expect(faults({ inspection: { obstacles } })).toMatchObject([
      { code: 'vm-resource-bound', grade: 'stops', facts: { vm: 'erp', hosts: 'kvm-2, kvm-3' } },
    ]);
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
