import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planBalance } from '../../engine/balance.ts';
import { anyPolicy, anySnapshot } from '../../engine/testing/snapshots.ts';
import { Snapshot, SnapshotHost, SnapshotLink, SnapshotRule, SnapshotVm } from '../../model/snapshot.ts';
import { withNeutralNames } from './neutral-names.ts';

const prod = Snapshot.parse({
  hosts: [
    { id: 'k2', name: 'kvm-b.corp', clusterId: 'prod', rack: 'tokyo', cpuMhz: 1000, memoryMiB: 1000 },
    {
      id: 'k1',
      name: 'kvm-a.corp',
      cpuMhz: 1000,
      memoryMiB: 1000,
      cpuModel: 'EPYC-Milan',
      cpuFeatures: ['avx2'],
      networks: ['payroll', 'lan'],
      storages: ['san-1'],
    },
  ],
  vms: [
    {
      id: 'v1',
      name: 'payroll',
      hostId: 'k1',
      memoryMiB: 10,
      cpuFeatures: ['avx2'],
      networks: ['payroll'],
      storages: ['san-1'],
      localDevices: ['gpu-of-mary'],
    },
  ],
  rules: [{ id: 'r1', name: 'Payroll stays', kind: 'onHosts', vmIds: ['v1'], hostIds: ['k1'] }],
  links: [{ fromHostId: 'k1', toHostId: 'k2', bandwidthMiBps: 900 }, { pauseMiBps: 100 }],
});

it('replaces every name consistently, and keeps what planning needs', () => {
  const neutral = withNeutralNames(prod);
  expect(neutral).toMatchObject({
    hosts: [
      { id: 'host-02', name: 'host-02', clusterId: 'cluster-01', rack: 'rack-01' },
      {
        id: 'host-01',
        name: 'host-01',
        cpuModel: 'EPYC-Milan',
        cpuFeatures: ['avx2'],
        networks: ['network-02', 'network-01'],
        storages: ['storage-01'],
      },
    ],
    vms: [
      {
        id: 'vm-001',
        name: 'vm-001',
        hostId: 'host-01',
        networks: ['network-02'],
        storages: ['storage-01'],
        localDevices: ['device-01'],
        cpuFeatures: ['avx2'],
      },
    ],
    rules: [{ id: 'rule-01', name: 'rule-01', vmIds: ['vm-001'], hostIds: ['host-01'] }],
    links: [{ fromHostId: 'host-01', toHostId: 'host-02', bandwidthMiBps: 900 }, { pauseMiBps: 100 }],
  });
  expect(JSON.stringify(neutral)).not.toMatch(/payroll|corp|prod|tokyo|mary|san-1|k1|k2|"v1"|"r1"/i);
  expect(Snapshot.parse(neutral)).toEqual(neutral);
});

it('knows every field of a snapshot, because a new field may contain a name', () => {
  const fieldsOf = ({ shape }: { shape: object }) => Object.keys(shape).sort().join(' ');
  expect(fieldsOf(Snapshot)).toBe('hosts links refusals rules takenAt vms');
  expect(fieldsOf(SnapshotHost)).toBe(
    'clusterId cpuCores cpuFeatures cpuIds cpuMhz cpuModel expectedAt hugePages id memoryMiB migrationMbps name networks numaNodes rack ' +
      'reserve state storages',
  );
  expect(fieldsOf(SnapshotVm)).toBe(
    'automation balancedBy coolDownSeconds cpuFeatures demand dirtyMiBps excludedBy exemptUntil hiddenWrites hostCpus hostId hugePageKiB id lastMigratedAt localDevices ' +
      'managedBy memoryMiB name networks numaNodes overheadMiB state storages takenDisks targetPauseMs ties touchedMiB vcpus workingSetMiB writePattern',
  );
  expect(fieldsOf(SnapshotRule)).toBe('hostIds id kind mode name vmIds');
  expect(fieldsOf(SnapshotLink)).toBe(
    'bandwidthMiBps capShare fixedSeconds fromHostId handOverMs leastMiBps pauseMiBps toHostId',
  );
});

it('results in the same moves of the planner', () => {
  fc.assert(
    fc.property(anySnapshot, anyPolicy, (snapshot, policy) => {
      const neutral = withNeutralNames(snapshot);
      const hostIds = new Map(snapshot.hosts.map((host, i) => [host.id, neutral.hosts[i]?.id]));
      const vmIds = new Map(snapshot.vms.map((vm, i) => [vm.id, neutral.vms[i]?.id]));
      const plan = planBalance(snapshot, policy);
      const again = planBalance(neutral, policy);
      expect(again.moves.map(({ vmId, toHostId, wave }) => [vmId, toHostId, wave])).toEqual(
        plan.moves.map(({ vmId, toHostId, wave }) => [vmIds.get(vmId), hostIds.get(toHostId), wave]),
      );
      expect(again.after).toEqual(plan.after);
    }),
    { numRuns: 100, seed: 20260131 },
  );
});
