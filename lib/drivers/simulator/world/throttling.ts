import type { ActiveMigration } from './state.ts';

/** Like QEMU: after two rounds in a row that left more than half of what they copied, a little more each time. */
const THROTTLE = { minRounds: 2, restShare: 0.5, firstPercent: 20, stepPercent: 10, maxPercent: 99 };

/**
 * Throttles the VM if its order allows it and the rounds do not shrink. It stays throttled until the migration has
 * ended.
 */
export function throttleAfterRound(migration: ActiveMigration, restMiB: number): void {
  if (!migration.order.mayThrottle || migration.order.kind !== 'live') return;
  const isGrowing = restMiB > migration.roundMiB * THROTTLE.restShare;
  migration.growingRounds = isGrowing ? migration.growingRounds + 1 : 0;
  if (migration.growingRounds < THROTTLE.minRounds) return;
  migration.growingRounds = 0;
  const next =
    migration.throttlePercent === 0
      ? THROTTLE.firstPercent
      : migration.throttlePercent + THROTTLE.stepPercent;
  migration.throttlePercent = Math.min(next, THROTTLE.maxPercent);
}
