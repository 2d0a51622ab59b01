import type { ForcedCompletion } from '../../../model/ports.ts';
import { beginRound, beginSwitching, leftAt, redirtiedMiB, shareAgain } from './copying.ts';
import type { ActiveMigration, WorldShape, WorldState } from './state.ts';

/** Why a migration cannot be forced to complete this way, as the end of a sentence, or null. */
export function whyNotForceCompletion(
  { order, phase }: ActiveMigration,
  how: ForcedCompletion,
): string | null {
  if (how === 'quick') return null;
  if (order.kind !== 'live') return 'only a live migration can switch to post-copy';
  if (!order.mayPostCopy) return 'it was begun without post-copy';
  return phase === 'setup' ? 'memory is not being copied yet' : null;
}

/**
 * Pauses the VM and copies the rest, or runs it at the destination and fetches the rest from there. Does nothing if
 * that is not possible, was already ordered, or the rest is already being handed over.
 */
export function forceCompletion(
  shape: WorldShape,
  state: WorldState,
  migration: ActiveMigration,
  how: ForcedCompletion,
  at: number,
): void {
  if (migration.order.kind !== 'live' || whyNotForceCompletion(migration, how) !== null) return;
  if (migration.phase === 'setup') migration.pausedAt ??= at;
  if (migration.phase !== 'copying') return;
  const left = leftAt(shape, migration, at);
  const restMiB = Math.min(migration.totalMiB, left + redirtiedMiB(shape, migration, at));
  migration.sentMiB += migration.roundMiB - left;
  if (how === 'quick') {
    migration.pausedAt ??= at;
    beginRound(shape, migration, restMiB, at);
  } else {
    migration.toPullMiB = restMiB;
    beginSwitching(migration, 0, 0, at);
  }
  shareAgain(shape, state, at);
}
