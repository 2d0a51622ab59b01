import { DriverError } from '../model/errors.ts';
import type { ClusterObservation, HostObservation, HostReading } from '../model/ports.ts';

/**
 * Observes a cluster whose hosts can only be asked one by one: all in parallel, and a failure affects only its host.
 * An error that is not a DriverError becomes `driver-failed`.
 */
export async function observeEach(
  hostIds: readonly string[],
  observeHost: (hostId: string) => Promise<HostObservation>,
): Promise<ClusterObservation> {
  return { hosts: await Promise.all(hostIds.map((hostId) => observeOne(hostId, observeHost))) };
}

async function observeOne(
  hostId: string,
  observeHost: (hostId: string) => Promise<HostObservation>,
): Promise<HostReading> {
  try {
    return { hostId, observation: await observeHost(hostId) };
  } catch (error) {
    if (error instanceof DriverError) return { hostId, error };
    const detail = String(error);
    return { hostId, error: new DriverError('driver-failed', detail, { detail }, { cause: error }) };
  }
}
