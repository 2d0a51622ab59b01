import fc from 'fast-check';
import { Policy } from '../../model/policy.ts';
import { Snapshot, type SnapshotInput } from '../../model/snapshot.ts';
import type { Tie } from '../../model/vm.ts';
import { type Cluster, compileCluster } from '../cluster/cluster.ts';
import { Placement } from '../cluster/placement.ts';

type HostInput = SnapshotInput['hosts'][number];
type VmInput = SnapshotInput['vms'][number];

/** A host of 10,000 MHz and 100 GiB unless stated otherwise: loads are easy to read. */
export const host = (id: string, more: Partial<HostInput> = {}): HostInput => ({
  id,
  cpuMhz: 10_000,
  memoryMiB: 100_000,
  migrationMbps: 10_000,
  ...more,
});

/** A running VM of 1,000 MHz and 10,000 MiB unless stated otherwise: a tenth of a host. */
export const vm = (id: string, hostId: string, more: Partial<VmInput> = {}): VmInput => ({
  id,
  hostId,
  memoryMiB: 10_000,
  demand: { cpuMhz: 1_000 },
  ...more,
});

export const snapshotOf = (input: SnapshotInput): Snapshot => Snapshot.parse(input);

export const policyOf = (input: Partial<Policy> = {}): Policy => Policy.parse(input);

export function clusterOf(input: SnapshotInput, policy: Partial<Policy> = {}): Cluster {
  return compileCluster(snapshotOf(input), policyOf(policy));
}

export function placementOf(input: SnapshotInput, policy: Partial<Policy> = {}): Placement {
  return new Placement(clusterOf(input, policy));
}

/** The same snapshot with its hosts, VMs and rules in another order. */
export function reversed(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    hosts: [...snapshot.hosts].reverse(),
    vms: [...snapshot.vms].reverse(),
    rules: [...snapshot.rules].reverse().map((rule) => ({ ...rule, vmIds: [...rule.vmIds].reverse() })),
  };
}

const takenAt = '2026-01-31T12:00:00Z';

/** The usual value, and now and then one of the others, so that oddities do not drown each other. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const anyHost = fc.record({
  cpuMhz: fc.integer({ min: 4, max: 40 }).map((n) => n * 1000),
  memoryMiB: fc.integer({ min: 12, max: 48 }).map((n) => n * 1024),
  state: mostly('online', 'failing', 'draining', 'maintenance', 'offline'),
  rack: fc.constantFrom(undefined, 'r1', 'r2', 'r3'),
  reserve: fc.constantFrom({}, { cpuMhz: 500, memoryMiB: 2048 }),
  networks: mostly(undefined, ['lan'], ['lan', 'dmz']),
  migrationMbps: mostly(10_000, 100, 1000, undefined),
  cpuCores: mostly<number | undefined>(undefined, 4, 16),
  cpuIds: mostly<number[] | undefined>(undefined, [0, 1], [0, 1, 2, 3]),
  numaNodes: mostly<number[] | undefined>(undefined, [0], [0, 1]),
  hugePages: mostly<{ pageKiB: number; totalMiB: number }[] | undefined>(
    undefined,
    [],
    [{ pageKiB: 2048, totalMiB: 8192 }],
  ),
});

const anyVm = fc.record({
  at: fc.nat(),
  state: mostly('running', 'paused', 'stopped'),
  memoryMiB: fc.integer({ min: 1, max: 24 }).map((n) => n * 512),
  demand: fc.record({
    cpuMhz: fc.oneof({ weight: 40, arbitrary: fc.integer({ min: 0, max: 8000 }) }, fc.constant(undefined)),
    memoryMiB: mostly(undefined, 256),
  }),
  networks: mostly<string[]>([], ['dmz']),
  localDevices: mostly<string[]>([], ['gpu-0']),
  automation: mostly('inherit', 'manual', 'excluded'),
  dirtyMiBps: mostly(5, undefined, 50, 900),
  lastMigratedAt: mostly(
    undefined,
    '2026-01-31T11:45:00Z',
    '2026-01-30T12:00:00Z',
    '2027-01-31T12:00:00Z', // a clock was wrong once
  ),
  vcpus: mostly<number | undefined>(undefined, 2, 8),
  overheadMiB: mostly(0, 200),
  hugePageKiB: mostly<number | undefined>(undefined, 2048),
  hostCpus: mostly<number[]>([], [1, 2]),
  numaNodes: mostly<number[]>([], [1]),
  ties: mostly<Tie[]>(
    [],
    [{ kind: 'feature', name: 'invtsc', blocks: ['live'] }],
    [{ kind: 'tpm', name: 'emulated', blocks: ['quick', 'offline'] }],
    [{ kind: 'crashed', name: 'crashed', blocks: ['live', 'quick', 'offline'] }],
  ),
  managedBy: mostly<string | undefined>(undefined, 'oVirt'),
  balancedBy: mostly<string | undefined>(undefined, 'DRS'),
  excludedBy: mostly<string | undefined>(undefined, 'DRS'),
});

const anyRule = fc.record({
  kind: fc.constantFrom('together', 'apart', 'onHosts', 'notOnHosts', 'spreadRacks'),
  mode: fc.constantFrom('must', 'must', 'should'),
  vms: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  hosts: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
});

/** Small clusters of every kind: unequal hosts, tight memory, rules kept and broken, and all states. */
export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    hosts: fc.array(anyHost, { minLength: 2, maxLength: 6 }),
    vms: fc.array(anyVm, { minLength: 0, maxLength: 30 }),
    rules: fc.array(anyRule, { maxLength: 3 }),
    refusals: mostly<[number, number][]>(
      [],
      [[0, 1]],
      [
        [1, 0],
        [2, 1],
      ],
    ),
  })
  .map(({ hosts, vms, rules, refusals }) =>
    Snapshot.parse({
      takenAt,
      hosts: hosts.map((found, i) => ({ ...found, id: `h${i}` })),
      vms: vms.map(({ at, ...found }, i) => ({ ...found, id: `v${i}`, hostId: `h${at % hosts.length}` })),
      refusals: refusals
        .filter(([vm]) => vm < vms.length)
        .map(([vm, to]) => ({ vmId: `v${vm}`, toHostId: `h${to}`, code: 'cpu-incompatible' })),
      rules:
        vms.length === 0
          ? []
          : rules.map(({ vms: members, hosts: named, ...rule }, i) => ({
              ...rule,
              id: `r${i}`,
              vmIds: members.map((n) => `v${n % vms.length}`),
              hostIds: named.map((n) => `h${n % hosts.length}`),
            })),
    }),
  );

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    objective: fc.constantFrom('relieve', 'spread', 'peak'),
    aggressiveness: fc.integer({ min: 1, max: 5 }),
    maxMoves: fc.constantFrom(null, 0, 1, 3, 20),
    minGain: fc.constantFrom(null, 0, 0.02),
    movesPerHost: fc.integer({ min: 1, max: 4 }),
    memoryOvercommit: mostly(1, 1.5),
    balanceBy: mostly('use', 'assigned', 'count'),
    thresholds: fc.constantFrom(
      { cpuThresholdPercent: 80, memoryThresholdPercent: 90 },
      { cpuThresholdPercent: 50, memoryThresholdPercent: 60 },
    ),
  })
  .map(({ thresholds, ...input }) => Policy.parse({ ...input, ...thresholds }));
