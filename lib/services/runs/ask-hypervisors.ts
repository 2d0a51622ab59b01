import { DriverError, type DriverErrorCode, type Facts, type Failure } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { isAtSourceOnly, locate } from './locate-move.ts';
import { migrationOrder } from './migration-ref.ts';
import type { MoveRow } from './read-run-state.ts';

/** A failure of a hypervisor that prevents the move. */
export type Found = Failure & { facts: Facts; message?: string };

/** A failure of Ballast's connection to the destination is assumed to affect the source as well. */
const asDestinations: Partial<Record<DriverErrorCode, DriverErrorCode>> = {
  'host-unreachable': 'destination-unreachable',
  'host-refused': 'destination-refused',
  'host-key-unknown': 'destination-refused',
  'host-key-changed': 'destination-refused',
  'key-needs-passphrase': 'destination-refused',
  'key-unusable': 'destination-refused',
  'certificate-unusable': 'destination-refused',
  'certificate-refused': 'destination-refused',
  'certificate-other-name': 'destination-refused',
  'host-crowded': 'destination-unreachable',
  'socket-refused': 'destination-refused',
};

/**
 * The obstacles of a move, asked now. Before a retry both hosts are read: a move must not start if the VM may already
 * run at the destination.
 */
export async function askHypervisors(driver: HypervisorDriver, move: MoveRow): Promise<Found[]> {
  const names = { vm: move.vmName, source: move.fromHostName, destination: move.toHostName };
  const atMoment = (code: DriverErrorCode): Found => ({ code, scope: 'moment', facts: names });
  try {
    if (move.tries > 0) {
      const seen = await locate(driver, move);
      if (seen.source === 'unreachable')
        return [{ ...atMoment('host-unreachable'), facts: { ...names, host: move.fromHostName } }];
      if (seen.destination === 'unreachable') return [atMoment('destination-unreachable')];
      if (!isAtSourceOnly(seen)) return [atMoment('vm-busy')];
    }
    const obstacles = await driver.checkMigration(migrationOrder(move, driver.abilities));
    return obstacles.map(({ code, scope, facts, message }) => ({
      code: asDestinations[code] ?? code,
      scope,
      message,
      facts: { ...names, ...facts },
    }));
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const { code, scope, facts, message } = error;
    return [{ code, scope, facts: { ...names, ...facts }, message }];
  }
}
