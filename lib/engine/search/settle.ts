import type { Snapshot } from '../../model/snapshot.ts';
import { type Cluster, compileCluster } from '../cluster/cluster.ts';
import type { Placement } from '../cluster/placement.ts';
import { type Draft, type DraftOptions, draftBalance } from './draft-balance.ts';
import { dropIdleMoves } from './prune.ts';

/** Times that a plan is read again from its end; more than two are needed almost never. */
const MAX_ROUNDS = 4;

/**
 * Plans again from where the draft ends, and adds what that finds, until it finds nothing: what is left over would be moved as
 * soon as the cool-downs end, and a VM of the first plan perhaps twice. A limit of moves counts for all rounds together.
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

/** The snapshot with each VM where the placement has it. */
function snapshotAfter(snapshot: Snapshot, placement: Placement): Snapshot {
  const { hosts, vmIndex } = placement.cluster;
  const hostOf = (id: string) => hosts[placement.hostOfVm(vmIndex.get(id) ?? -1)]?.id;
  return { ...snapshot, vms: snapshot.vms.map((vm) => ({ ...vm, hostId: hostOf(vm.id) ?? vm.hostId })) };
}
