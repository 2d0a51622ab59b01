import type { SnapshotVm } from '../model/snapshot.ts';
import { MigrationKind } from '../model/vm.ts';
import { type Refusal, refuse } from './constraints/constraint.ts';
import { refuseTie } from './constraints/ties.ts';

/** A property of the VM itself that forbids these kinds of move, to every host. */
export interface MoveObstacle extends Refusal {
  readonly kinds: readonly MigrationKind[];
}

/** How a VM can move, as far as it depends on the VM; a destination may still refuse it. */
export interface Mobility {
  readonly kinds: readonly MigrationKind[]; // that nothing of it forbids
  readonly obstacles: readonly MoveObstacle[]; // what forbids the others, each once: another manager first
}

/**
 * The properties of the VM itself that decide how it can move: the rules of `managedElsewhere`, `localDevice` and
 * `ties`, without a host.
 */
export function mobilityOf(vm: Pick<SnapshotVm, 'managedBy' | 'localDevices' | 'ties'>): Mobility {
  const every = MigrationKind.options;
  const named = new Set(vm.ties.map(({ name }) => name)); // a device that is a tie as well is reported as one
  const found: MoveObstacle[] = [
    ...(vm.managedBy === undefined
      ? []
      : [{ kinds: every, ...refuse('managed-elsewhere', { manager: vm.managedBy }) }]),
    ...vm.localDevices
      .filter((device) => !named.has(device))
      .map((device) => ({ kinds: every, ...refuse('local-device', { device }) })),
    ...vm.ties.map((tie) => ({ kinds: tie.blocks, ...refuseTie(tie) })),
  ];
  const obstacles = new Map(found.map((one) => [JSON.stringify(one), one]));
  return {
    kinds: every.filter((kind) => found.every(({ kinds }) => !kinds.includes(kind))),
    obstacles: [...obstacles.values()],
  };
}

/**
 * any: live, and while it is stopped. paused: only by quick migration. none: not at all, until what forbids it is
 * removed.
 */
export type MovableState = 'any' | 'running' | 'paused' | 'stopped' | 'none';

/** The allowed kinds of move in one word: the state in which the VM can leave. */
export function wayOf({ kinds }: Pick<Mobility, 'kinds'>): MovableState {
  const isOffline = kinds.includes('offline');
  if (kinds.includes('live')) return isOffline ? 'any' : 'running';
  if (kinds.includes('quick')) return 'paused';
  return isOffline ? 'stopped' : 'none';
}
