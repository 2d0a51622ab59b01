import type { MigrationRef } from '../../model/ports.ts';
import type { MoveRow } from './read-run-state.ts';

/** The name under which the driver knows this move, also after a restart. */
export function migrationRef(move: MoveRow): MigrationRef {
  return {
    moveId: move.id,
    vmUuid: move.vmUuid,
    vmName: move.vmName,
    sourceHostId: move.fromHostId,
    destinationHostId: move.toHostId,
    kind: move.kind,
  };
}
