import { DriverError } from '../../model/errors.ts';
import type { MigrationObstacle, MigrationOrder } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { Ends } from './hasten.ts';
import { assertMovable } from './movable.ts';

/** What stands against a migration, asked of both hosts now. Throws when the source cannot be asked. */
export async function checkMigration(
  virsh: Virsh,
  { source, party }: Ends,
  order: MigrationOrder,
): Promise<MigrationObstacle[]> {
  try {
    await assertMovable(virsh, source, order, party);
    return [];
  } catch (error) {
    if (!(error instanceof DriverError) || error.code === 'host-unreachable') throw error;
    return [{ code: error.code, message: error.message, facts: error.facts }];
  }
}
