import type { DriverErrorCode, Facts } from '../../../model/errors.ts';
import { dirtiedMiB } from '../../../precopy/predict.ts';
import { shareLinks } from './links.ts';
import { dirtyRateMiBps, usedMemoryMiB, vmAt } from './load.ts';
import { hashText, uniform } from './noise.ts';
import type { ActiveMigration, MigrationEnd, WorldShape, WorldState } from './state.ts';

/** How migrations go on: the pre-copy model, with the links shared fairly among those that copy at the time. */

const handOver = { leastMs: 15, mostMs: 60, quickMs: 180, channel: 21 };
/** Starting the copy at the destination takes one VM longer than another. */
const setUpSpread = 0.4;
const setUpChannel = 22;
/** An offline move hands over a definition, no memory. */
const OFFLINE_MS = 600;

/** Begins a migration that was found to be possible (see admission.ts). */
export function beginMigration(
  shape: WorldShape,
  state: WorldState,
  begin: Pick<ActiveMigration, 'order' | 'vm' | 'from' | 'to'> & { at: number },
): void {
  const { order, vm, from, to, at } = begin;
  const jitter = 1 - setUpSpread / 2 + setUpSpread * uniform(hashText(order.moveId), 0, setUpChannel);
  state.active.push({
    order,
    vm,
    from,
    to,
    startedAt: at,
    phase: 'setup',
    round: 0,
    roundStartedAt: at,
    roundMiB: 0,
    dirtyMiBps: 0,
    sentMiB: 0,
    totalMiB: order.kind === 'offline' ? 0 : usedMemoryMiB(shape, vm, at),
    anchoredAt: at,
    left: order.kind === 'offline' ? OFFLINE_MS : shape.config.setupMs * jitter,
    rateMiBps: 0,
    pausedAt: null,
  });
  shareAgain(shape, state, at);
}

/** When the current phase of a migration will be over if nothing else happens. */
export function phaseEndsAt(shape: WorldShape, migration: ActiveMigration): number {
  const { speed } = shape.config;
  const simulatedMs =
    migration.phase === 'copying' ? (migration.left / migration.rateMiBps) * 1000 : migration.left;
  return migration.anchoredAt + simulatedMs / speed;
}

/** What is left of the current phase at a time: MiB while copying, else ms of simulated time. */
export function leftAt(shape: WorldShape, migration: ActiveMigration, at: number): number {
  const simulatedMs = (at - migration.anchoredAt) * shape.config.speed;
  const gone = migration.phase === 'copying' ? (simulatedMs / 1000) * migration.rateMiBps : simulatedMs;
  return Math.max(0, migration.left - gone);
}

/** Milliseconds of simulated time between two times of the clock. */
function simulated(shape: WorldShape, from: number, to: number): number {
  return (to - from) * shape.config.speed;
}

/** Settles all migrations at this time and gives each its share of the links from now on. */
export function shareAgain(shape: WorldShape, state: WorldState, at: number): void {
  for (const migration of state.active) {
    migration.left = leftAt(shape, migration, at);
    migration.anchoredAt = at;
  }
  const copying = state.active.filter((migration) => migration.phase === 'copying');
  const flows = copying.map(({ from, to, order }) => ({ from, to, capMiBps: order.bandwidthMiBps }));
  const rates = shareLinks(flows, shape.linkMiBps);
  copying.forEach((migration, i) => {
    migration.rateMiBps = Math.max(rates[i] ?? 0, 1e-6);
  });
}

/** Ends the current phase of a migration, which is due now, and begins the next one. */
export function endPhase(shape: WorldShape, state: WorldState, migration: ActiveMigration, at: number): void {
  if (migration.phase === 'switching' || migration.order.kind === 'offline')
    complete(shape, state, migration, at);
  else if (migration.phase === 'setup') beginRound(shape, migration, migration.totalMiB, at);
  else endRound(shape, state, migration, at);
  shareAgain(shape, state, at);
}

function beginRound(shape: WorldShape, migration: ActiveMigration, sizeMiB: number, at: number): void {
  const runs = migration.order.kind === 'live' && vmAt(shape, migration.vm).state === 'running';
  if (migration.order.kind === 'quick') migration.pausedAt = at;
  migration.phase = 'copying';
  migration.round++;
  migration.roundStartedAt = at;
  migration.roundMiB = sizeMiB;
  migration.dirtyMiBps = runs ? dirtyRateMiBps(shape, migration.vm, at) : 0;
  migration.anchoredAt = at;
  migration.left = sizeMiB;
}

function endRound(shape: WorldShape, state: WorldState, migration: ActiveMigration, at: number): void {
  const { order, dirtyMiBps, rateMiBps, vm, round } = migration;
  const seconds = simulated(shape, migration.roundStartedAt, at) / 1000;
  const restMiB = Math.min(
    dirtiedMiB(dirtyMiBps, vmAt(shape, vm).workingSetMiB, seconds),
    migration.totalMiB,
  );
  migration.sentMiB += migration.roundMiB;
  const pauseMs = (restMiB / rateMiBps) * 1000;
  if (pauseMs <= order.downtimeLimitMs) beginSwitching(migration, restMiB, pauseMs, at);
  else if (round < shape.config.maxRounds) beginRound(shape, migration, restMiB, at);
  else {
    fail(state, migration, at, 'migration-failed', 'the rest did not shrink enough to be handed over', {
      rounds: round,
      dirtyMiBps: Math.round(dirtyMiBps),
      bandwidthMiBps: Math.round(rateMiBps),
    });
  }
}

function beginSwitching(migration: ActiveMigration, restMiB: number, pauseMs: number, at: number): void {
  const { leastMs, mostMs, quickMs, channel } = handOver;
  const share = uniform(hashText(migration.order.moveId), 0, channel);
  const handOverMs = leastMs + (mostMs - leastMs) * share + (migration.order.kind === 'quick' ? quickMs : 0);
  migration.phase = 'switching';
  migration.pausedAt ??= at;
  migration.roundMiB = restMiB;
  migration.anchoredAt = at;
  migration.left = pauseMs + handOverMs;
}

function complete(shape: WorldShape, state: WorldState, migration: ActiveMigration, at: number): void {
  state.hostOfVm[migration.vm] = migration.to;
  const isOffline = migration.order.kind === 'offline';
  const { pausedAt } = migration;
  finish(state, migration, at, {
    outcome: 'completed',
    statistics: {
      elapsedMs: Math.round(simulated(shape, migration.startedAt, at)),
      downtimeMs: pausedAt === null ? null : Math.round(simulated(shape, pausedAt, at)),
      bytesProcessed: isOffline ? null : Math.round((migration.sentMiB + migration.roundMiB) * 2 ** 20),
      rounds: isOffline ? null : migration.round,
    },
  });
}

/** Ends a migration without success: the VM goes on at the source. */
export function fail(
  state: WorldState,
  migration: ActiveMigration,
  at: number,
  code: DriverErrorCode,
  message: string,
  facts: Facts = {},
): void {
  finish(state, migration, at, { outcome: 'failed', code, message, facts });
}

function finish(state: WorldState, migration: ActiveMigration, endedAt: number, end: MigrationEnd): void {
  state.active = state.active.filter((other) => other !== migration);
  state.finished.set(migration.order.moveId, { order: migration.order, endedAt, end });
}
