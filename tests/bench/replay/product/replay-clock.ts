import type { Clock } from '../../../../lib/model/clock.ts';
import { isoTime } from '../world.ts';

/** The clock of a replayed day: it shows the second after midnight that it is set to. */
export class ReplayClock implements Clock {
  seconds = 0;
  now = (): Date => new Date(isoTime(this.seconds));
}
