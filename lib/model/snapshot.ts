import { z } from 'zod';
import { HostState, HugePagePool } from './host.ts';
import { Automation, Tie, VmState } from './vm.ts';

const id = z.string().min(1);
// Larger than any data centre, and small enough that sums and squares stay exact enough.
const MOST = 1e12;
const amount = z.number().nonnegative().max(MOST);
const capacity = z.number().positive().max(MOST);
const names = z.array(z.string().min(1));

const Reserve = z.object({ cpuMhz: amount.default(0), memoryMiB: amount.default(0) });

/** A host at one moment. Without networks, storages or features it is not limited by them. */
export const SnapshotHost = z.object({
  id,
  name: z.string().min(1).optional(),
  clusterId: id.optional(),
  rack: z.string().min(1).optional(),
  state: HostState.default('online'),
  cpuCores: z.number().positive().optional(),
  cpuMhz: capacity, // all cores together
  memoryMiB: capacity,
  cpuModel: z.string().optional(),
  cpuFeatures: names.optional(),
  reserve: Reserve.prefault({}), // kept free for the hypervisor
  migrationMbps: capacity.optional(),
  networks: names.optional(),
  storages: names.optional(),
  cpuIds: z.array(z.number().int().nonnegative()).optional(), // the numbers of its CPUs, for VMs that are pinned
  numaNodes: z.array(z.number().int().nonnegative()).optional(),
  /** The demand of its VMs is what is expected of them then, because that would overload it. */
  expectedAt: z.iso.datetime({ offset: true }).optional(),
  hugePages: z.array(HugePagePool).optional(), // the part of memoryMiB that only VMs on huge pages can use; missing: unknown
});
export type SnapshotHost = z.infer<typeof SnapshotHost>;

/** Smoothed demand. A missing CPU demand is unknown, not 0; a missing memory demand is all of the VM's memory. */
const Demand = z.object({ cpuMhz: amount.optional(), memoryMiB: amount.optional() });

/** How a VM rewrites pages: at random in its working set, or sequentially through all of it. */
export const WritePattern = z.enum(['random', 'sweep']);
export type WritePattern = z.infer<typeof WritePattern>;

const Writes = z.object({ dirtyMiBps: amount, workingSetMiB: amount });

export const SnapshotVm = z.object({
  id,
  name: z.string().min(1).optional(),
  hostId: id,
  state: VmState.default('running'),
  vcpus: z.number().positive().optional(),
  memoryMiB: capacity, // its assigned memory, which a host must hold
  demand: Demand.prefault({}),
  dirtyMiBps: amount.optional(),
  workingSetMiB: amount.optional(),
  writePattern: WritePattern.optional(), // missing: at random
  hiddenWrites: Writes.optional(), // upper bound of further writes that were not observed
  touchedMiB: amount.optional(), // what its last migration copied first; missing: its memory demand
  networks: names.default([]),
  storages: names.default([]),
  localDevices: names.default([]),
  cpuFeatures: names.default([]),
  overheadMiB: amount.default(0), // further memory that the hypervisor needs for it
  hugePageKiB: capacity.optional(), // its memory is in huge pages of this size
  hostCpus: z.array(z.number().int().nonnegative()).default([]), // the host CPUs that it is pinned to
  numaNodes: z.array(z.number().int().nonnegative()).default([]), // the NUMA nodes that its memory must be on
  ties: z.array(Tie).default([]),
  takenDisks: z.array(Tie).optional(), // local disks that its migration copies too, so they do not tie it
  managedBy: z.string().min(1).optional(), // another manager that places it: it is never moved
  automation: Automation.default('inherit'),
  balancedBy: z.string().min(1).optional(), // another balancer that moves it by itself: balancing leaves it alone
  excludedBy: z.string().min(1).optional(), // another balancer from which it is excluded: balancing leaves it alone
  lastMigratedAt: z.iso.datetime({ offset: true }).optional(),
  coolDownSeconds: amount.optional(), // its own, instead of that of the policy; so is the next
  targetPauseMs: capacity.optional(),
  exemptUntil: z.iso.datetime({ offset: true }).optional(), // balancing leaves it alone until then
});
export type SnapshotVm = z.infer<typeof SnapshotVm>;

export const RuleKind = z.enum(['together', 'apart', 'onHosts', 'notOnHosts', 'spreadRacks']);
export type RuleKind = z.infer<typeof RuleKind>;

export const RuleMode = z.enum(['must', 'should']);
export type RuleMode = z.infer<typeof RuleMode>;

export const SnapshotRule = z.object({
  id,
  name: z.string().min(1).optional(),
  kind: RuleKind,
  mode: RuleMode.default('must'),
  vmIds: z.array(id),
  hostIds: z.array(id).default([]),
});
export type SnapshotRule = z.infer<typeof SnapshotRule>;

/**
 * What finished migrations taught about the connection between two hosts. Without `toHostId` it applies to all
 * connections from a host, and without both to the whole cluster, for pairs and hosts without their own values.
 */
export const SnapshotLink = z.object({
  fromHostId: id.optional(),
  toHostId: id.optional(),
  bandwidthMiBps: capacity.optional(), // of one migration alone
  leastMiBps: amount.optional(), // a lower bound, if the bandwidth is unknown
  capShare: z.number().positive().max(2).optional(), // the share of its cap that a capped migration gets
  pauseMiBps: capacity.optional(), // during the pause
  fixedSeconds: amount.optional(), // setting up and cleaning up
  handOverMs: amount.optional(), // the part of the pause that copies no memory
});
export type SnapshotLink = z.infer<typeof SnapshotLink>;

/** A move that was refused for a permanent cause of the pair: not planned again. */
export const SnapshotRefusal = z.object({
  vmId: id,
  toHostId: id,
  code: z.string().min(1), // of the driver: see lib/model/errors.ts
});
export type SnapshotRefusal = z.infer<typeof SnapshotRefusal>;

/**
 * The hosts, VMs and rules of one cluster at one moment (see docs/snapshot.md, the public contract). Parsing adds the
 * defaults and drops unknown fields.
 */
export const Snapshot = z
  .object({
    takenAt: z.iso.datetime({ offset: true }).optional(),
    hosts: z.array(SnapshotHost),
    vms: z.array(SnapshotVm),
    rules: z.array(SnapshotRule).default([]),
    links: z.array(SnapshotLink).optional(),
    refusals: z.array(SnapshotRefusal).optional(),
  })
  .superRefine((snapshot, ctx) => {
    const hostIds = reportDuplicates(snapshot.hosts, 'hosts', ctx);
    const vmIds = reportDuplicates(snapshot.vms, 'vms', ctx);
    reportDuplicates(snapshot.rules, 'rules', ctx);
    snapshot.vms.forEach((vm, i) => {
      if (!hostIds.has(vm.hostId)) reportUnknown(ctx, ['vms', i, 'hostId'], vm.hostId, 'the id of a host');
    });
    snapshot.rules.forEach((rule, i) => {
      rule.vmIds.forEach((vmId, j) => {
        if (!vmIds.has(vmId)) reportUnknown(ctx, ['rules', i, 'vmIds', j], vmId, 'the id of a VM');
      });
      rule.hostIds.forEach((hostId, j) => {
        if (!hostIds.has(hostId)) reportUnknown(ctx, ['rules', i, 'hostIds', j], hostId, 'the id of a host');
      });
    });
  });
export type Snapshot = z.infer<typeof Snapshot>;

/** The same before parsing: what a file, a test or a service writes, with everything optional left out. */
export type SnapshotInput = z.input<typeof Snapshot>;

type Reporter = {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string; input: unknown }): void;
};

function reportUnknown(ctx: Reporter, path: (string | number)[], found: string, expected: string): void {
  ctx.addIssue({
    code: 'custom',
    path,
    message: `found ${JSON.stringify(found)}, expected ${expected}`,
    input: found,
  });
}

function reportDuplicates(things: { id: string }[], list: string, ctx: Reporter): Set<string> {
  const seen = new Set<string>();
  things.forEach((thing, i) => {
    if (seen.has(thing.id))
      reportUnknown(ctx, [list, i, 'id'], thing.id, `an id that no other of the ${list} has`);
    seen.add(thing.id);
  });
  return seen;
}
