import type { MovePolicy } from '../../model/policy.ts';
import type { MoveKind } from '../../model/vm.ts';
import type { Pace, WatchMemory } from '../../model/watch-memory.ts';
import { silentMs, stuckMs } from './pace.ts';

/** What is to be done about a copy now, and for how long it has not got nearer to its end (0: it gets on). */
export interface StallVerdict {
  action: 'none' | 'throttle' | 'quick' | 'post-copy' | 'cancel';
  stalledMs: number;
}

/** Slowed down by the hypervisor it gets this many times as long again before it is given up. */
const THROTTLE_PATIENCE = 2;

/**
 * What the cluster's policy wants done about a copy at this pace; nothing where nobody knows it, for only the limit of time ends that. Where nothing at all is sent the way is broken: to
 * pause the VM or to hand it over would help nobody, so it is cancelled; one that has been handed over never is.
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
