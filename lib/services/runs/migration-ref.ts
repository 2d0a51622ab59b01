import { MovePolicy } from '../../model/policy.ts';
import type { MigrationOrder, MigrationRef } from '../../model/ports.ts';
import type { MoveRow } from './read-run-state.ts';

/**
 * The name under which the driver knows this try of a move, also after a restart. Each try has its own, so that what the
 * hypervisor remembers of an earlier one is never taken for it.
 */
export function migrationRef(move: MoveRow): MigrationRef {
  return {
    moveId: move.tries > 1 ? `${move.id}/${move.tries}` : move.id,
    vmUuid: move.vmUuid,
    vmName: move.vmName,
    sourceHostId: move.fromHostId,
    destinationHostId: move.toHostId,
    kind: move.kind,
  };
}

/** What is ordered, or asked about beforehand: only a live migration has a means of being brought to its end. */
export function migrationOrder(move: MoveRow): MigrationOrder {
  const { targetPauseMs, bandwidthCapMiBps, onStall } = optionsOf(move);
  const isLive = move.kind === 'live';
  return {
    ...migrationRef(move),
    bandwidthMiBps: bandwidthCapMiBps,
    downtimeLimitMs: targetPauseMs,
    mayThrottle: isLive && onStall === 'throttle',
    mayPostCopy: isLive && onStall === 'post-copy',
  };
}

/** What a move may do to end, as it was written down with it. */
export function optionsOf(move: { options: unknown }): MovePolicy {
  return MovePolicy.parse(move.options);
}
