import type { DriverEvent, HostAddress } from '../../model/ports.ts';
import type { WorldView } from './client.ts';
import { isStandingStill } from './world/copying.ts';

interface Noted {
  uuid: string;
  name: string;
  host: string;
  isPaused: boolean;
  round: number | null; // of the running migration
}

/** A later state of the world is compared with this. */
export function takeNote({ shape, state }: WorldView): Noted[] {
  return shape.config.vms.map(({ uuid, name, state: own }, vm) => {
    const migration = state.active.find((one) => one.vm === vm);
    return {
      uuid,
      name,
      host: shape.config.hosts[state.hostOfVm[vm] ?? 0]?.name ?? '',
      isPaused: own === 'paused' || (migration !== undefined && isStandingStill(migration)),
      round: migration?.round ?? null,
    };
  });
}

/** The events between two readings, in the form that hypervisors report them. */
export function eventsBetween(
  before: readonly Noted[],
  after: readonly Noted[],
  hosts: readonly HostAddress[],
): DriverEvent[] {
  const idOf = new Map(hosts.map((host) => [host.name, host.hostId]));
  const events: DriverEvent[] = [];
  const emit = (vm: Noted, host: string, ...kinds: DriverEvent['kind'][]) => {
    const hostId = idOf.get(host);
    if (hostId === undefined) return;
    for (const kind of kinds) events.push({ hostId, vmUuid: vm.uuid, vmName: vm.name, kind });
  };
  after.forEach((now, i) => {
    const then = before[i];
    if (then === undefined) return;
    if (then.host !== now.host) {
      emit(now, now.host, 'defined', 'started');
      emit(now, then.host, 'stopped', 'undefined');
    } else if (then.isPaused !== now.isPaused) emit(now, now.host, now.isPaused ? 'paused' : 'resumed');
    if (now.round !== null && then.round !== now.round) emit(now, now.host, 'migration-progress');
  });
  return events;
}
