import type { ReportedWrites } from '../../model/measured-writes.ts';
import type { HostReading } from '../../model/ports.ts';

/**
 * The measurements of writes in these readings, with the ids of their VMs. A VM that is not stored is left out, and so
 * is a measurement that is impossible.
 */
export function reportedWrites(
  readings: readonly HostReading[],
  vms: readonly { id: string; uuid: string }[],
): (ReportedWrites & { vmId: string })[] {
  const ids = new Map(vms.map(({ id, uuid }) => [uuid, id]));
  return readings.flatMap((reading) => {
    if (!('observation' in reading)) return [];
    return reading.observation.vms.flatMap(({ uuid, measuredWrites }) => {
      const vmId = ids.get(uuid);
      return vmId === undefined || !measuredWrites || !isPossible(measuredWrites)
        ? []
        : [{ ...measuredWrites, vmId }];
    });
  });
}

const isPossible = ({ key, seconds, dirtiedMiB }: ReportedWrites): boolean =>
  Number.isSafeInteger(key) && seconds > 0 && dirtiedMiB >= 0 && Number.isFinite(dirtiedMiB);
