import { planMigration } from '../../engine/migrate.ts';
import { rateHosts } from '../../engine/rate-hosts.ts';
import type { Facts } from '../../model/errors.ts';
import type { MoveCode } from '../../model/move-code.ts';
import type { KindReason } from '../../model/move-forecast.ts';
import type { PlannedMove } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { type UnfinishedMove, withUnfinished } from '../planning/with-unfinished.ts';
import { withoutCompanions } from '../planning/without-companions.ts';
import type { MoveRow } from './read-run-state.ts';

/** Whether a move may start now: with destination and kind, or later, or never with the reason. */
export type CheckResult =
  | {
      result: 'go';
      toHostId: string;
      kind: MoveKind;
      kindReason: KindReason;
      predicted: { seconds: number; downtimeMs: number };
    }
  | { result: 'wait' }
  | { result: 'skip'; code: MoveCode; facts: Facts };

export interface CheckInput {
  move: Pick<MoveRow, 'vmId' | 'vmName' | 'fromHostId' | 'toHostId' | 'toHostName' | 'kind'> & {
    kindReason?: string | null;
  };
  snapshot: Snapshot;
  policy: Policy;
  unfinished: UnfinishedMove[];
  /** VMs that the same run still has to move. */
  companions: ReadonlySet<string>;
  isEvacuation: boolean;
  /** Destinations that the hypervisors have already refused. */
  avoid?: ReadonlySet<string>;
}

/**
 * The check right before a move starts, on the current cluster: the VM must be on the host that the plan assumed, in
 * a state that can move, and must still fit, with every unfinished move counted on both hosts. Changed facts skip the
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

function chooseDestination(input: CheckInput, vm: SnapshotVm): CheckResult {
  const { move, snapshot, unfinished, companions, isEvacuation } = input;
  const crowded = withUnfinished(snapshot, unfinished);
  const isRefused = input.avoid?.has(move.toHostId) ?? false;
  const wanted = attemptKinds(input, vm, withoutCompanions(crowded, companions), move.toHostId);
  if (!isRefused) {
    if (wanted.planned) return go(move, wanted.planned);
    // it would fit once moves in flight have ended: it is only too early
    const later = withoutCompanions(snapshot, companions);
    if (unfinished.length > 0 && attemptKinds(input, vm, later, move.toHostId).planned)
      return { result: 'wait' };
  }
  if (isEvacuation) {
    const other = nextDestination(input, vm, crowded);
    if (other) return go(move, other);
    if (unfinished.length > 0 && (!isRefused || nextDestination(input, vm, snapshot)))
      return { result: 'wait' };
  }
  if (isRefused) return skip('no-host-left', { hosts: snapshot.hosts.length - 1 });
  return skip(wanted.why?.code ?? 'no-host-left', wanted.why?.facts ?? {});
}

/** The best host that can take the VM now and has not refused it. */
function nextDestination(input: CheckInput, vm: SnapshotVm, crowded: Snapshot): PlannedMove | null {
  const where = withoutCompanions(crowded, input.companions);
  for (const rating of rateHosts(where, input.policy, vm.id)) {
    if (rating.rejection || input.avoid?.has(rating.hostId)) continue;
    const { planned } = attemptKinds(input, vm, where, rating.hostId);
    if (planned) return planned;
  }
  return null;
}

/**
 * The kind of move: as a person chose; otherwise live if that converges; otherwise quick, if the plan or an
 * evacuation allows a pause. A stopped VM always moves offline.
 */
function attemptKinds(
  { move, policy, isEvacuation }: CheckInput,
  vm: SnapshotVm,
  where: Snapshot,
  toHostId: string,
) {
  const isAsked = move.kindReason === 'asked';
  const attempt = (kind: 'live' | 'quick') => {
    const plan = planMigration(where, policy, { vmId: vm.id, toHostId, kind, mayNotConverge: isAsked });
    const why = plan.rejections.find((each) => each.hostId === toHostId) ?? plan.rejections[0] ?? null;
    return { planned: plan.moves[0] ?? null, why };
  };
  const mayPause = move.kind === 'quick' || isEvacuation;
  if (isAsked) return attempt(move.kind === 'quick' ? 'quick' : 'live');
  const live = attempt('live');
  return !live.planned && live.why?.code === 'will-not-converge' && mayPause ? attempt('quick') : live;
}

function go(move: CheckInput['move'], { toHostId, kind, predicted }: PlannedMove): CheckResult {
  const rule = {
    live: 'converges',
    quick: 'will-not-converge',
    offline: 'stopped',
    restart: 'host-dead',
  } as const;
  const isAsked = move.kindReason === 'asked' && kind !== 'offline';
  return { result: 'go', toHostId, kind, kindReason: isAsked ? 'asked' : rule[kind], predicted };
}

const skip = (code: MoveCode, facts: Facts): CheckResult => ({ result: 'skip', code, facts });

const hostName = (snapshot: Snapshot, hostId: string): string =>
  snapshot.hosts.find((host) => host.id === hostId)?.name ?? hostId;
