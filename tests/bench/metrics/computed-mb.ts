import type { Day } from './day.ts';
import type { StoredBytes } from './stored-bytes.ts';

const MB = 1e6;
const HOUR_SECONDS = 3600;
/** Hours that are in rows, and after how many hours a day is closed. */
const OPEN_HOURS = 2;
const CLOSED_AFTER_HOURS = 27;

/** The MB of samples that so many hours of a data centre should need, from the bytes of objects whose ten values all change. */
export function computedMb(
  { size, intervalSeconds }: Pick<Day, 'size' | 'intervalSeconds'>,
  bytes: StoredBytes,
  hours: number,
): number {
  const objects = size.hosts + size.vms;
  const samplesAnHour = HOUR_SECONDS / intervalSeconds;
  const open = Math.min(hours, OPEN_HOURS);
  const packed = hours - open;
  const days = hours >= CLOSED_AFTER_HOURS ? 1 : 0;
  const ofHours = packed * samplesAnHour * bytes.value * bytes.values + (packed - 24 * days) * bytes.openHour;
  return (objects * (open * samplesAnHour * bytes.openSample + ofHours + days * bytes.day)) / MB;
}
