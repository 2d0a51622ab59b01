import type { SimulatorCommandBody } from '../commands.ts';
import { fail, shareAgain } from './copying.ts';
import { boot, die, removeCopy, restart, stopCopy } from './death.ts';
import { place } from './foreign-hand.ts';
import { hostAt } from './load.ts';
import { isJoined, setAway, setLink } from './reach.ts';
import { accept, refuse } from './refusals.ts';
import type { ActiveMigration, WorldShape, WorldState } from './state.ts';

type Fault = Exclude<
  SimulatorCommandBody,
  {
    type:
      | 'start-migration'
      | 'cancel-migration'
      | 'force-completion'
      | 'set-autostart'
      | 'start-step'
      | 'order-power';
  }
>;

/**
 * Applies a fault, or its end, at this time. Only the death of a host stops VMs, only starting one elsewhere can leave a second copy of
 * it, and only `place` removes one.
 */
export function befall(shape: WorldShape, state: WorldState, fault: Fault, at: number): void {
  switch (fault.type) {
    case 'host-down':
    case 'host-up':
      setAway(shape, state.isDown, fault.hostId, fault.type === 'host-down');
      breakMigrations(shape, state, at);
      if (fault.type === 'host-up') boot(shape, state, fault.hostId, at);
      break;
    case 'host-died':
      setAway(shape, state.isDown, fault.hostId, true);
      breakMigrations(shape, state, at);
      die(shape, state, fault.hostId, at);
      break;
    case 'restart-vm':
      restart(shape, state, fault, at);
      break;
    case 'stop-copy':
      stopCopy(shape, state, fault);
      break;
    case 'remove-copy':
      removeCopy(shape, state, fault, at);
      break;
    case 'daemon-down':
    case 'daemon-up':
      setAway(shape, state.isSilent, fault.hostId, fault.type === 'daemon-down');
      break;
    case 'link-cut':
    case 'link-joined':
      setLink(shape, state, fault, fault.type === 'link-cut');
      breakMigrations(shape, state, at);
      break;
    case 'host-failing': {
      const host = shape.hostIndex.get(fault.hostId) ?? -1;
      if (fault.reason === null) state.failing.delete(host);
      else if (host >= 0) state.failing.set(host, fault.reason);
      break;
    }
    case 'refuse':
      refuse(shape, state, fault);
      break;
    case 'accept':
      accept(shape, state, fault);
      break;
    case 'fail-migration':
      for (const migration of copiesOf(shape, state, fault.vm)) loseDestination(shape, state, migration, at);
      break;
    case 'hang-migration':
      for (const migration of copiesOf(shape, state, fault.vm)) migration.isHung = true;
      break;
    case 'place':
      place(shape, state, fault, at);
      break;
  }
  shareAgain(shape, state, at);
}

/** The migration of this VM (by UUID or name) that still runs at its source, if there is one. */
function copiesOf(shape: WorldShape, state: WorldState, vm: string): ActiveMigration[] {
  const isMeant = (index: number) => {
    const { uuid, name } = shape.config.vms[index] ?? {};
    return vm === uuid || vm === name;
  };
  return state.active.filter((one) => isMeant(one.vm) && one.phase !== 'pulling');
}

/** If either end of a migration fails, its VM keeps running at the source; after post-copy it waits for the rest. */
export function breakMigrations(shape: WorldShape, state: WorldState, at: number): void {
  for (const migration of [...state.active]) {
    const { from, to, phase } = migration;
    if (phase === 'pulling' || isJoined(state, from, to)) continue;
    const source = hostAt(shape, from).name;
    if (state.isDown[from]) fail(state, migration, at, 'migration-failed', `${source} went away`, { source });
    else loseDestination(shape, state, migration, at);
  }
}

function loseDestination(shape: WorldShape, state: WorldState, migration: ActiveMigration, at: number): void {
  const destination = hostAt(shape, migration.to).name;
  fail(state, migration, at, 'destination-lost', `${destination} went away`, { destination });
}
