import type { Snapshot, SnapshotHost, SnapshotVm } from '../../../lib/model/snapshot.ts';
import { PlacementProgram } from './placement-program.ts';
import { solve } from './solve.ts';

/** Whether a host can be evacuated, and with how few moves. `bound`: proven lower bound of the number of moves. */
export type MinMoves =
  | { readonly status: 'infeasible' | 'unknown' }
  | { readonly status: 'feasible'; readonly moves: number; readonly bound: number };

/** The minimum number of moves, of any VMs, that leaves no VM on the host, by HiGHS. */
export async function minMovesToEmpty(
  snapshot: Snapshot,
  hostId: string,
  cpuLimitSeconds: number,
): Promise<MinMoves> {
  const forbidden = hostRules(snapshot);
  const stays = (vm: SnapshotVm, host: SnapshotHost) => vm.hostId === host.id && host.id !== hostId;
  const mayGo = (vm: SnapshotVm, host: SnapshotHost) =>
    host.id !== hostId && host.state === 'online' && hasAll(vm, host) && !forbidden(vm, host);
  const model = new PlacementProgram(snapshot, (vm, host) => stays(vm, host) || mayGo(vm, host));
  if (!model.hasPlaceForEach()) return { status: 'infeasible' };
  model.program.minimise(model.moves());
  const solution = await solve(model.program, cpuLimitSeconds);
  if (solution.status === 'infeasible') return { status: 'infeasible' };
  if (!('values' in solution)) return { status: 'unknown' };
  return {
    status: 'feasible',
    moves: Math.round(solution.objective),
    bound: Math.ceil(solution.bound - 1e-6),
  };
}

const hasAll = (vm: SnapshotVm, host: SnapshotHost): boolean =>
  vm.localDevices.length === 0 &&
  contains(host.networks, vm.networks) &&
  contains(host.storages, vm.storages) &&
  contains(host.cpuFeatures, vm.cpuFeatures);

/** A host without an entry is not limited. */
const contains = (offered: readonly string[] | undefined, needed: readonly string[]): boolean =>
  offered === undefined || needed.every((name) => offered.includes(name));

function hostRules({ rules }: Snapshot): (vm: SnapshotVm, host: SnapshotHost) => boolean {
  const must = rules.filter(({ mode }) => mode === 'must');
  return (vm, host) =>
    must.some(
      ({ kind, vmIds, hostIds }) =>
        vmIds.includes(vm.id) &&
        ((kind === 'onHosts' && !hostIds.includes(host.id)) ||
          (kind === 'notOnHosts' && hostIds.includes(host.id))),
    );
}
