import type { Transaction } from '../../db/client.ts';
import { steppedBy } from '../../db/patch-runs.ts';
import { BallastError } from '../../model/errors.ts';

/**
 * Throws `host-being-patched` while the own step of the host is in progress: it may restart at any moment, and VMs that are there by then
 * would end with it.
 */
export async function assertNotBeingPatched(
  tx: Transaction,
  host: { id: string; name: string },
): Promise<void> {
  const number = await steppedBy(tx, host.id);
  if (number === null) return;
  const run = `P-${number}`;
  throw new BallastError('host-being-patched', `${run} patches ${host.name}`, { host: host.name, run });
}
