import { DriverError } from '../../../model/errors.ts';
import { admit, freeMemoryMiB } from './admission.ts';
import { beginMigration, endPhase, fail, phaseEndsAt, shareAgain } from './copying.ts';
import { befall, breakMigrations } from './faults.ts';
import { forceCompletion } from './force-completion.ts';
import { nextStepEdge, passStepEdge, startStep } from './host-steps.ts';
import { changePower, whyNotPower } from './power.ts';
import type { ActiveMigration, TimedCommand, WorldShape, WorldState } from './state.ts';
import { beginNextSurge, nextSurgeAt } from './surges.ts';

/** The order of the log: by time, then as written. Clocks of several writers may differ a little. */
export function compareCommands(a: TimedCommand, b: TimedCommand): number {
  return a.at - b.at || a.seq - b.seq;
}

/**
 * Applies, in place, everything that happens up to `until` (ms): phases of migrations, surges, and the commands from
 * `nextCommand` on (sorted). Nothing changes between events, so it does not matter at which times this is called.
 * Returns the index of the next command.
 */
export function advance(
  shape: WorldShape,
  state: WorldState,
  commands: readonly TimedCommand[],
  nextCommand: number,
  until: number,
): number {
  let next = nextCommand;
  for (;;) {
    const due = nextPhaseEnd(shape, state);
    const surgeAt = nextSurgeAt(shape, state);
    const edge = nextStepEdge(state);
    const command = commands[next];
    const commandAt = command?.at ?? Number.POSITIVE_INFINITY;
    const edgeAt = edge?.at ?? Number.POSITIVE_INFINITY;
    const at = Math.min(due?.at ?? Number.POSITIVE_INFINITY, surgeAt, edgeAt, commandAt);
    if (at > until || at === Number.POSITIVE_INFINITY) return next;
    state.at = Math.max(state.at, at);
    if (due !== null && due.at === at) {
      endPhase(shape, state, due.migration, at);
    } else if (surgeAt === at) {
      beginNextSurge(shape, state);
    } else if (edge !== null && edgeAt === at) {
      if (passStepEdge(state, edge.step)) breakMigrations(shape, state, at);
      shareAgain(shape, state, at);
    } else if (command !== undefined) {
      obey(shape, state, command);
      next++;
    }
  }
}

function nextPhaseEnd(
  shape: WorldShape,
  state: WorldState,
): { migration: ActiveMigration; at: number } | null {
  let first: { migration: ActiveMigration; at: number } | null = null;
  for (const migration of state.active) {
    const at = phaseEndsAt(shape, migration);
    if (first === null || at < first.at) first = { migration, at };
  }
  return first;
}

function obey(shape: WorldShape, state: WorldState, { at, body }: TimedCommand): void {
  switch (body.type) {
    case 'start-migration': {
      const { type: _, ...order } = body;
      const admitted = admit({ shape, state, at }, order);
      if (admitted instanceof DriverError) {
        const { code, scope, message, facts } = admitted;
        const isInFlight = state.active.some((other) => other.order.moveId === order.moveId);
        if (isInFlight) return;
        state.finished.set(order.moveId, {
          order,
          endedAt: at,
          end: { outcome: 'failed', code, scope, message, facts },
        });
        return;
      }
      state.finished.delete(order.moveId);
      beginMigration(shape, state, { order, ...admitted, at });
      return;
    }
    case 'cancel-migration': {
      const migration = state.active.find((one) => one.order.moveId === body.moveId);
      if (migration === undefined || migration.phase === 'pulling') return; // gone over: there is no way back
      fail(state, migration, at, 'migration-cancelled', 'aborted on request');
      shareAgain(shape, state, at);
      return;
    }
    case 'force-completion': {
      const migration = state.active.find((one) => one.order.moveId === body.moveId);
      if (migration !== undefined) forceCompletion(shape, state, migration, body.how, at);
      return;
    }
    case 'start-step':
      startStep(shape, state, body, at);
      return;
    case 'order-power': {
      const vm = shape.vmIndex.get(body.vmUuid);
      const host = shape.hostIndex.get(body.hostId);
      if (vm === undefined || host === undefined || state.hostOfVm[vm] !== host) return;
      const { order } = body;
      const freeMiB = freeMemoryMiB(shape, state, host, at);
      if (!whyNotPower(shape, state, { vm, order, freeMiB, at }))
        changePower(shape, state, { vm, order, at });
      return;
    }
    case 'set-autostart': {
      const vm = shape.vmIndex.get(body.vmUuid);
      if (vm !== undefined && state.hostOfVm[vm] === shape.hostIndex.get(body.hostId))
        state.autostart.add(vm);
      return;
    }
    default:
      befall(shape, state, body, at);
  }
}
