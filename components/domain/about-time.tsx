import { DateTime } from '@/components/ui/times';

const SAME_DAY_MS = 20 * 3_600_000;

/** A forecast time: without seconds, and with its day of the week if it is not soon. */
export const AboutTime = ({ at, now }: { at: Date; now: Date }) => (
  <DateTime at={at} style={at.getTime() - now.getTime() < SAME_DAY_MS ? 'clock' : 'weekdayClock'} />
);
