import { z } from 'zod';
import { HostState } from './host.ts';
import { Automation, VmState } from './vm.ts';

const id = z.string().min(1);
// Beyond any data centre, and small enough that sums and squares stay exact enough.
const MOST = 1e12;
const amount = z.number().nonnegative().max(MOST);
const capacity = z.number().positive().max(MOST);
const names = z.array(z.string().min(1));

const Reserve = z.object({ cpuMhz: amount.default(0), memoryMiB: amount.default(0) });

/** A host at one moment. One that names no networks, storages or features is not limited by them. */
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
});
export type SnapshotHost = z.infer<typeof SnapshotHost>;

/** Smoothed demand. A missing CPU demand is unknown, not 0; a missing memory demand is all of the VM's memory. */
const Demand = z.object({ cpuMhz: amount.optional(), memoryMiB: amount.optional() });

export const SnapshotVm = z.object({
  id,
  name: z.string().min(1).optional(),
  hostId: id,
  state: VmState.default('running'),
  vcpus: z.number().positive().optional(),
  memoryMiB: capacity, // what it may touch, and what a host must hold
  demand: Demand.prefault({}),
  dirtyMiBps: amount.optional(),
  workingSetMiB: amount.optional(),
  networks: names.default([]),
  storages: names.default([]),
  localDevices: names.default([]),
  cpuFeatures: names.default([]),
  automation: Automation.default('inherit'),
  lastMigratedAt: z.iso.datetime({ offset: true }).optional(),
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
 * What we saw: the hosts, VMs and rules of one cluster at one moment (see docs/snapshot.md, the public contract).
 * Parsing fills in the defaults; fields that are not listed are dropped.
 */
export const Snapshot = z
  .object({
    takenAt: z.iso.datetime({ offset: true }).optional(),
    hosts: z.array(SnapshotHost),
    vms: z.array(SnapshotVm),
    rules: z.array(SnapshotRule).default([]),
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
