import type { ReportedWrites } from '../../model/measured-writes.ts';
import type { DomainStats } from './wire.ts';

const MEASURED = 2;
/**
 * QEMU samples 512 pages of each GiB, so a page that has changed stands for 2 MiB. The rate is then rounded down to
 * whole MiB/s, which loses half of one on average where the steps of 2 MiB over the length are smaller than that.
 */
const lostByRounding = (seconds: number): number => Math.max(0, 0.5 - 1 / seconds);

/**
 * The last measurement of a VM in `domstats --dirtyrate`, once it has ended; null: there is none. It is reported until
 * the next one, which its time of start tells from this one.
 */
export function measuredWrites({ values }: DomainStats): ReportedWrites | null {
  const [key, seconds] = [values.get('dirtyrate.calc_start_time'), values.get('dirtyrate.calc_period')];
  const rate = values.get('dirtyrate.megabytes_per_second');
  if (values.get('dirtyrate.calc_status') !== MEASURED || rate === undefined) return null;
  if (key === undefined || seconds === undefined || seconds <= 0) return null;
  return { key, seconds, dirtiedMiB: rate <= 0 ? 0 : (rate + lostByRounding(seconds)) * seconds };
}
