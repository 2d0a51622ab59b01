import type { MovePolicy } from '../../model/policy.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Pace, WatchMemory } from '../../model/watch-memory.ts';
import { silentMs, stuckMs } from './pace.ts';

/** The action for a copy now, and how long it has made no progress (0: it makes progress). */
export interface StallVerdict {
  action: 'none' | 'throttle' | 'quick' | 'post-copy' | 'cancel';
  stalledMs: number;
}

/** Readings of a copy that sends are never this far from its last byte. */
const SILENT_MS = 5000;

/** Whether Ballast aborted the copy because nothing at all was sent any more, and not because its rest did not shrink. */
export const wasSilent = ({ abortFor, pace }: Pick<WatchMemory, 'abortFor' | 'pace'>): boolean =>
  abortFor === 'stalled' && pace !== null && silentMs(pace) >= SILENT_MS;

/** A throttled copy gets this many times the stall time before it is cancelled. */
const THROTTLE_PATIENCE = 2;

/**
 * The action of the cluster's policy for a copy with this pace; none if the pace is unknown, because then only the
 * time limit ends it. If nothing at all is sent, the connection is broken: pausing the VM or post-copy would not
 * help, so the move is cancelled. A VM that has switched to post-copy is never cancelled.
 */
export function judgePace(
  pace: Pace | null,
  move: {
    kind: MoveKind;
    options: Pick<MovePolicy, 'onStall'>;
    completionForcedBy: WatchMemory['completionForcedBy'];
  },
  stallSeconds: number,
): StallVerdict {
  if (pace === null) return { action: 'none', stalledMs: 0 };
  const limitMs = stallSeconds * 1000;
  const silent = silentMs(pace);
  if (silent >= limitMs)
    return { action: move.completionForcedBy === 'post-copy' ? 'none' : 'cancel', stalledMs: silent };
  const stuck = stuckMs(pace);
  if (move.kind !== 'live' || move.completionForcedBy !== null || stuck < limitMs)
    return { action: 'none', stalledMs: 0 };
  const { onStall } = move.options;
  if (onStall === 'throttle' && stuck >= (1 + THROTTLE_PATIENCE) * limitMs)
    return { action: 'cancel', stalledMs: stuck };
  return { action: onStall, stalledMs: stuck };
}
