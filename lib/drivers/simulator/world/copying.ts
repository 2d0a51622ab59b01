import { type DriverErrorCode, driverErrorNature, type Facts } from '../../../model/errors.ts';
import { present } from '../../../model/present.ts';
import { shareLinks } from '../../../precopy/share-links.ts';
import { dirtyRateMiBps, hostAt, usedMemoryMiB, vmAt, writtenMiB } from './load.ts';
import { hashText, uniform } from './noise.ts';
import { isJoined } from './reach.ts';
import { findRefusal } from './refusals.ts';
import {
  type ActiveMigration,
  type MigrationEnd,
  type StandingRefusal,
  settle,
  type WorldShape,
  type WorldState,
} from './state.ts';
import { statisticsOf } from './statistics.ts';
import { throttleAfterRound } from './throttling.ts';

/** How migrations progress: the pre-copy model, with links shared fairly among those that are copying. */

const handOver = { leastMs: 15, mostMs: 60, quickMs: 180, channel: 21 };
/** The time to start the copy at the destination differs between VMs. */
const setUpSpread = 0.4;
const setUpChannel = 22;
/** An offline move transfers a definition, no memory. */
const OFFLINE_MS = 600;

/** Starts a migration that was accepted (see admission.ts). */
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
    setupEndedAt: null,
    pausedAt: null,
    resumedAt: null,
    isHung: false,
    toPullMiB: null,
    growingRounds: 0,
    throttlePercent: 0,
  });
  shareAgain(shape, state, at);
}

/** Whether memory is being sent: then the rest is counted in MiB, otherwise in ms. */
const isSending = ({ phase }: ActiveMigration): boolean => phase === 'copying' || phase === 'pulling';

/** Whether the VM is paused for its migration now: at its end, or because required pages do not arrive. */
export function isStandingStill({ phase, pausedAt, rateMiBps }: ActiveMigration): boolean {
  return phase === 'pulling' ? rateMiBps === 0 : pausedAt !== null;
}

/** The host that has memory of the VM but does not run it: the destination, or the source after post-copy. */
export function halfCopyHost({ phase, from, to }: ActiveMigration): number {
  return phase === 'pulling' ? from : to;
}

/** When the current phase of a migration ends if nothing else happens. */
export function phaseEndsAt(shape: WorldShape, migration: ActiveMigration): number {
  const { left, rateMiBps, anchoredAt } = migration;
  if (isSending(migration) && rateMiBps === 0) return Number.POSITIVE_INFINITY;
  const simulatedMs = isSending(migration) ? (left / rateMiBps) * 1000 : left;
  return anchoredAt + simulatedMs / shape.config.speed;
}

/** The rest of the current phase at a time: MiB while memory is being sent, otherwise ms of simulated time. */
export function leftAt(shape: WorldShape, migration: ActiveMigration, at: number): number {
  const simulatedMs = (at - migration.anchoredAt) * shape.config.speed;
  const gone = isSending(migration) ? (simulatedMs / 1000) * migration.rateMiBps : simulatedMs;
  return Math.max(0, migration.left - gone);
}

/** Updates all migrations to this time and computes the shares of the links from now on. */
export function shareAgain(shape: WorldShape, state: WorldState, at: number): void {
  for (const migration of state.active) {
    migration.left = leftAt(shape, migration, at);
    migration.anchoredAt = at;
    migration.rateMiBps = 0;
  }
  const flowing = state.active.filter((migration) => isFlowing(state, migration));
  const flows = flowing.map(({ from, to, order }) => ({ from, to, capMiBps: order.bandwidthMiBps }));
  const rates = shareLinks(flows, shape.linkMiBps);
  flowing.forEach((migration, i) => {
    migration.rateMiBps = Math.max(present(rates[i], 'the rate of a migration'), 1e-6);
  });
}

function isFlowing(state: WorldState, { phase, from, to, isHung }: ActiveMigration): boolean {
  if (phase === 'copying') return !isHung;
  return phase === 'pulling' && isJoined(state, from, to);
}

/** Ends the current phase of a migration, which is over now, and starts the next one. */
export function endPhase(shape: WorldShape, state: WorldState, migration: ActiveMigration, at: number): void {
  if (migration.order.kind === 'offline' || migration.phase === 'pulling')
    complete(shape, state, migration, at);
  else if (migration.phase === 'switching') {
    if (migration.toPullMiB === null) complete(shape, state, migration, at);
    else beginPulling(state, migration, migration.toPullMiB, at);
  } else if (migration.phase === 'setup') {
    migration.setupEndedAt = at;
    const refusal = findRefusal(shape, state, { ...migration, when: 'load' });
    if (refusal) failAsRefused(shape, state, migration, refusal, at);
    else beginRound(shape, migration, migration.totalMiB, at);
  } else endRound(shape, state, migration, at);
  shareAgain(shape, state, at);
}

function failAsRefused(
  shape: WorldShape,
  state: WorldState,
  migration: ActiveMigration,
  { code }: StandingRefusal,
  at: number,
): void {
  const destination = hostAt(shape, migration.to).name;
  const { vmName: vm, sourceHostId: source } = migration.order;
  fail(state, migration, at, code, `${destination} was told to refuse it`, { vm, source, destination });
}

/** Starts a round that copies this much; a paused VM writes nothing. */
export function beginRound(shape: WorldShape, migration: ActiveMigration, sizeMiB: number, at: number): void {
  if (migration.order.kind === 'quick') migration.pausedAt ??= at;
  const writes = migration.pausedAt === null && vmAt(shape, migration.vm).state !== 'paused';
  const share = 1 - migration.throttlePercent / 100;
  migration.phase = 'copying';
  migration.round++;
  migration.roundStartedAt = at;
  migration.roundMiB = sizeMiB;
  migration.dirtyMiBps = writes ? dirtyRateMiBps(shape, migration.vm, at) * share : 0;
  migration.anchoredAt = at;
  migration.left = sizeMiB;
}

/** The memory that the VM has written since this round began, in MiB, which must be copied again. */
export function redirtiedMiB(shape: WorldShape, migration: ActiveMigration, at: number): number {
  const seconds = ((at - migration.roundStartedAt) * shape.config.speed) / 1000;
  const { workingSetMiB } = vmAt(shape, migration.vm);
  return Math.min(writtenMiB(migration.dirtyMiBps, workingSetMiB, seconds), migration.totalMiB);
}

function endRound(shape: WorldShape, state: WorldState, migration: ActiveMigration, at: number): void {
  const { order, dirtyMiBps, rateMiBps, round } = migration;
  const restMiB = redirtiedMiB(shape, migration, at);
  migration.sentMiB += migration.roundMiB;
  const pauseMs = (restMiB / rateMiBps) * 1000;
  if (pauseMs <= order.downtimeLimitMs) beginSwitching(migration, restMiB, pauseMs, at);
  else if (round < shape.config.maxRounds) {
    throttleAfterRound(migration, restMiB);
    beginRound(shape, migration, restMiB, at);
  } else {
    fail(state, migration, at, 'migration-failed', 'the rest did not shrink enough to be handed over', {
      rounds: round,
      dirtyMiBps: Math.round(dirtyMiBps),
      bandwidthMiBps: Math.round(rateMiBps),
    });
  }
}

/** Pauses the VM to hand over the rest, or, for post-copy, only the VM itself. */
export function beginSwitching(
  migration: ActiveMigration,
  restMiB: number,
  pauseMs: number,
  at: number,
): void {
  const { leastMs, mostMs, quickMs, channel } = handOver;
  const share = uniform(hashText(migration.order.moveId), 0, channel);
  const handOverMs = leastMs + (mostMs - leastMs) * share + (migration.order.kind === 'quick' ? quickMs : 0);
  migration.phase = 'switching';
  migration.pausedAt ??= at;
  migration.roundMiB = restMiB;
  migration.anchoredAt = at;
  migration.left = pauseMs + handOverMs;
}

/** From now on the VM runs at the destination, and cannot go back. */
function beginPulling(state: WorldState, migration: ActiveMigration, restMiB: number, at: number): void {
  arrive(state, migration);
  migration.phase = 'pulling';
  migration.resumedAt = at;
  migration.roundMiB = restMiB;
  migration.dirtyMiBps = 0;
  migration.throttlePercent = 0;
  migration.anchoredAt = at;
  migration.left = restMiB;
}

function complete(shape: WorldShape, state: WorldState, migration: ActiveMigration, at: number): void {
  arrive(state, migration);
  finish(state, migration, at, {
    outcome: 'completed',
    statistics: statisticsOf(shape, migration, at),
  });
}

/** Ends a migration without success: the VM keeps running at the source. */
export function fail(
  state: WorldState,
  migration: ActiveMigration,
  at: number,
  code: DriverErrorCode,
  message: string,
  facts: Facts = {},
): void {
  const [scope] = driverErrorNature[code];
  finish(state, migration, at, { outcome: 'failed', code, scope, message, facts });
}

function finish(state: WorldState, migration: ActiveMigration, endedAt: number, end: MigrationEnd): void {
  state.active = state.active.filter((other) => other !== migration);
  state.finished.set(migration.order.moveId, { order: migration.order, endedAt, end });
}

/** The VM now belongs to the destination: as with real hypervisors, autostart stays on the source. */
function arrive(state: WorldState, { vm, to }: ActiveMigration): void {
  settle(state, vm, to);
  state.autostart.delete(vm);
}
