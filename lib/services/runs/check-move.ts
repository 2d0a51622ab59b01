import { planMigration } from '../../engine/migrate.ts';
import { rateHosts } from '../../engine/rate-hosts.ts';
import type { Facts } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { MoveRow } from './read-run-state.ts';
import { type UnfinishedMove, withUnfinished } from './with-unfinished.ts';
import { withoutCompanions } from './without-companions.ts';

/** Whether a move may begin now: where to and how, or later, or never and why. */
export type CheckResult =
  | { result: 'go'; toHostId: string; kind: MoveKind; predicted: { seconds: number; downtimeMs: number } }
  | { result: 'wait' }
  | { result: 'skip'; code: string; facts: Facts };

export interface CheckInput {
  move: Pick<MoveRow, 'vmId' | 'vmName' | 'fromHostId' | 'toHostId' | 'toHostName' | 'kind'>;
  snapshot: Snapshot;
  policy: Policy;
  unfinished: UnfinishedMove[];
  /** VMs that the same run still has to move. */
  companions: ReadonlySet<string>;
  isEvacuation: boolean;
}

/**
 * The check just before a move begins, on the cluster as it is now: is the VM still where the plan saw it, in a state
 * that can move, and does it still fit, with every unfinished move counted on both hosts. Facts that changed skip the
 * move with a code; an evacuation may take another destination under the same hard rules.
 */
export function checkMove(input: CheckInput): CheckResult {
  const { move, snapshot, isEvacuation } = input;
  const vm = snapshot.vms.find((each) => each.id === move.vmId);
  if (!vm) return skip('vm-gone', { vm: move.vmName });
  if (vm.hostId === move.toHostId) return skip('already-there', { host: move.toHostName });
  if (vm.hostId !== move.fromHostId) return skip('vm-moved', { host: hostName(snapshot, vm.hostId) });
  const isStateAsPlanned = (move.kind === 'offline') === (vm.state === 'stopped');
  if (!isStateAsPlanned && !isEvacuation) return skip('vm-state-changed', { state: vm.state });
  return chooseDestination(input, vm);
}

function chooseDestination(
  { move, snapshot, policy, unfinished, companions, isEvacuation }: CheckInput,
  vm: SnapshotVm,
): CheckResult {
  const kind = move.kind === 'quick' ? 'quick' : 'live'; // a stopped VM moves offline, whatever is asked
  const crowded = withUnfinished(snapshot, unfinished);
  const attempt = (where: Snapshot, toHostId: string) =>
    planMigration(withoutCompanions(where, companions), policy, { vmId: vm.id, toHostId, kind });

  const wanted = attempt(crowded, move.toHostId);
  const [planned] = wanted.moves;
  if (planned)
    return { result: 'go', toHostId: move.toHostId, kind: planned.kind, predicted: planned.predicted };
  // it would fit once what is under way has ended: then it is only early
  if (unfinished.length > 0 && attempt(snapshot, move.toHostId).moves.length > 0) return { result: 'wait' };
  if (isEvacuation) {
    for (const rating of rateHosts(withoutCompanions(crowded, companions), policy, vm.id)) {
      const [other] = rating.rejection ? [] : attempt(crowded, rating.hostId).moves;
      if (other)
        return { result: 'go', toHostId: rating.hostId, kind: other.kind, predicted: other.predicted };
    }
    if (unfinished.length > 0) return { result: 'wait' };
  }
  const why = wanted.rejections.find((each) => each.hostId === move.toHostId) ?? wanted.rejections[0];
  return skip(why?.code ?? 'no-host-left', why?.facts ?? {});
}

const skip = (code: string, facts: Facts): CheckResult => ({ result: 'skip', code, facts });

const hostName = (snapshot: Snapshot, hostId: string): string =>
  snapshot.hosts.find((host) => host.id === hostId)?.name ?? hostId;
