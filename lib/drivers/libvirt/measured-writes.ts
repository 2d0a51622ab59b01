import type { ReportedWrites } from '../../model/measured-writes.ts';
import { writtenMiB } from '../written-memory.ts';
import type { DomainStats } from './wire.ts';

const MEASURED = 2;
/**
 * The last measurement of a VM in `domstats --dirtyrate`, once it has ended; null: there is none. It is reported until
 * the next one, which its time of start tells from this one.
 */
export function measuredWrites({ values }: DomainStats): ReportedWrites | null {
  const [key, seconds] = [values.get('dirtyrate.calc_start_time'), values.get('dirtyrate.calc_period')];
  const rate = values.get('dirtyrate.megabytes_per_second');
  if (values.get('dirtyrate.calc_status') !== MEASURED || rate === undefined) return null;
  if (key === undefined || seconds === undefined || seconds <= 0) return null;
  return { key, seconds, dirtiedMiB: writtenMiB(rate, seconds) };
}
