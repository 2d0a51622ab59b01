import type { Transaction } from '../../db/client.ts';
import { isBeingEvacuated } from '../../db/evacuations.ts';
import { BallastError } from '../../model/errors.ts';

/** Throws `host-being-evacuated` while a run empties the host. */
export async function assertNotBeingEvacuated(
  tx: Transaction,
  host: { id: string; name: string },
): Promise<void> {
  if (!(await isBeingEvacuated(tx, host.id))) return;
  throw new BallastError('host-being-evacuated', `${host.name} is being evacuated: cancel that first`, {
    host: host.name,
  });
}
