import type { PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { compileCluster } from './cluster/cluster.ts';
import { Placement } from './cluster/placement.ts';
import { type Refusal, refuse } from './constraints/constraint.ts';
import { describeMoves } from './explain.ts';
import { whyNotTo } from './refusals.ts';
import { forRestarts } from './reserve/after-failure.ts';

/** A VM of a dead host, and where it is to be started. */
export interface RestartPlace {
  readonly vmId: string;
  readonly toHostId: string;
  readonly avoid?: ReadonlySet<string>; // hosts that have refused it
  readonly isElsewhereOpen: boolean; // another host will do
}

/**
 * The move that starts a VM of a dead host on this host by the hard rules as the cluster is now, or else on the one with the most free
 * memory that may run it; otherwise why the wanted host may not.
 */
export function findRestartHost(
  snapshot: Snapshot,
  policy: Policy,
  { vmId, toHostId, avoid, isElsewhereOpen }: RestartPlace,
): { move: PlannedMove } | { refusal: Refusal } {
  const cluster = compileCluster(forRestarts(alone(snapshot, vmId)), policy, (vm) => vm.id === vmId);
  const [vm, wanted] = [cluster.vmIndex.get(vmId), cluster.hostIndex.get(toHostId)];
  if (vm === undefined || wanted === undefined) return { refusal: refuse('no-host-left', { hosts: 0 }) };
  const placement = new Placement(cluster);
  const from = cluster.homeOf[vm];
  const freeMiB = (host: number): number => cluster.memoryLimit[host] - placement.heldMiB[host];
  const others = [...cluster.hosts.keys()]
    .filter((host) => host !== wanted && host !== from)
    .sort((a, b) => freeMiB(b) - freeMiB(a) || a - b);
  const candidates = isElsewhereOpen ? [wanted, ...others] : [wanted];
  const open = candidates.filter((host) => !avoid?.has(cluster.hosts[host].id));
  const to = open.find((host) => whyNotTo(placement, vm, host) === null);
  if (to === undefined) {
    const why = open.includes(wanted) ? whyNotTo(placement, vm, wanted) : null;
    return { refusal: why ?? refuse('no-host-left', { hosts: cluster.hosts.length - 1 }) };
  }
  const { moves } = describeMoves(cluster, [{ vm, from, to, wave: 1, forVm: null }], {
    kindOf: () => 'restart',
    reasonOf: () => ({ code: 'host-dead', facts: { host: cluster.hosts[from].name ?? '' } }),
  });
  return { move: moves[0] };
}

/** The other VMs of its host are off, as it is: they count nowhere, and go nowhere with it. */
function alone(snapshot: Snapshot, vmId: string): Snapshot {
  const home = snapshot.vms.find(({ id }) => id === vmId)?.hostId;
  const vms = snapshot.vms.filter((vm) => vm.id === vmId || vm.hostId !== home);
  const isKnown = new Set(vms.map(({ id }) => id));
  return {
    ...snapshot,
    hosts: snapshot.hosts.map((host) => (host.id === home ? { ...host, state: 'maintenance' } : host)),
    vms,
    rules: snapshot.rules.map((rule) => ({ ...rule, vmIds: rule.vmIds.filter((id) => isKnown.has(id)) })),
  };
}
