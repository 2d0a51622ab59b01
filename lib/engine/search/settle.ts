import { present } from '../../model/present.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Cluster, compileCluster } from '../cluster/cluster.ts';
import type { Placement } from '../cluster/placement.ts';
import { type Draft, type DraftOptions, draftBalance } from './draft-balance.ts';
import { dropIdleMoves } from './prune.ts';

/** How often a plan is continued from its end; more than twice is almost never needed. */
const MAX_ROUNDS = 4;

/**
 * Plans again from the end of the draft, and adds the result, until it finds nothing. Otherwise these moves would
 * follow as soon as the cool-downs end, perhaps with a VM of the first plan again. A limit of moves applies to all
 * rounds together.
 */
export function settle(
  snapshot: Snapshot,
  cluster: Cluster,
  { search }: Draft,
  options: Pick<DraftOptions, 'budget' | 'seed'>,
): void {
  const { policy } = cluster;
  for (let round = 1; round <= MAX_ROUNDS && search.displaced > 0 && search.movesLeft > 0; round++) {
    if (search.limits.deadline?.isOver === true) return;
    const arrived = compileCluster(snapshotAfter(snapshot, search.placement), policy);
    const { search: further } = draftBalance(arrived, new Set(), {
      ...options,
      maxMoved: search.movesLeft,
      isReachable: null,
    });
    if (further.displaced === 0) return;
    for (const vm of arrived.vms.keys()) {
      search.shift(cluster.unitOf[vm], further.placement.hostOfVm(vm));
    }
    dropIdleMoves(search);
  }
}

/** The snapshot with each VM on its host in the placement. */
function snapshotAfter(snapshot: Snapshot, placement: Placement): Snapshot {
  const { hosts, vmIndex } = placement.cluster;
  const hostOf = (id: string) => hosts[placement.hostOfVm(present(vmIndex.get(id), 'a VM'))].id;
  return { ...snapshot, vms: snapshot.vms.map((vm) => ({ ...vm, hostId: hostOf(vm.id) })) };
}
