import { ableAction } from '../../model/able.ts';
import type { DriverAbilities } from '../../model/driver-traits.ts';
import type { MigrationOrder, MigrationRef } from '../../model/ports.ts';
import type { MigrationKind } from '../../model/vm.ts';
import type { MoveRow } from './read-run-state.ts';

/** The kind of a move that copies something. A restart is ordered in another way (`begin-restart.ts`). */
function migrationKindOf({ kind, id }: MoveRow): MigrationKind {
  if (kind !== 'restart') return kind;
  throw new Error(`the restart ${id} is no migration`);
}

/**
 * The name by which the driver identifies this attempt of a move, also after a restart. Each attempt has its own
 * name, so that what the hypervisor remembers of an earlier one is never mistaken for it.
 */
export function migrationRef(move: MoveRow): MigrationRef {
  return {
    moveId: move.tries > 1 ? `${move.id}/${move.tries}` : move.id,
    vmUuid: move.vmUuid,
    vmName: move.vmName,
    sourceHostId: move.fromHostId,
    destinationHostId: move.toHostId,
    kind: migrationKindOf(move),
  };
}

/**
 * The order of a move, also for the check before it. Only a live migration can be forced to complete, and nothing is
 * ordered that the driver cannot do.
 */
export function migrationOrder(move: MoveRow, abilities: DriverAbilities): MigrationOrder {
  const { targetPauseMs, bandwidthCapMiBps, ...options } = move.options;
  const onStall = ableAction(options.onStall, abilities);
  const isLive = move.kind === 'live';
  return {
    ...migrationRef(move),
    bandwidthMiBps: abilities.cap ? bandwidthCapMiBps : null,
    downtimeLimitMs: targetPauseMs,
    takesDisks: abilities.localDisks && options.localDisks === 'take',
    mayThrottle: isLive && onStall === 'throttle',
    mayPostCopy: isLive && onStall === 'post-copy',
  };
}
