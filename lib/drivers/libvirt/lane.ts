import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

/** The number of connections opened at the same time. An sshd through which all hosts are reached refuses more. */
const OPENED_AT_ONCE = 8;
/** A slower opening is waiting for a silent host, and no longer delays others. */
const PLACE_MS = 1000;

/** Opens connections, few at a time, and gives the result of each. */
export type Lane = <T>(open: () => Promise<T>) => Promise<T>;

export function createLane(placeMs = PLACE_MS): Lane {
  const limitOpening = pLimit(OPENED_AT_ONCE);
  return async (open) => {
    const [opened] = await limitOpening(async () => {
      const opened = open();
      const isEnough = sleep(placeMs, undefined, { ref: false });
      await Promise.race([opened, isEnough]).catch(() => undefined); // every caller gets the error from `opened`
      return [opened] as const; // in a list, so that the slot is not kept until it is settled
    });
    return opened;
  };
}
