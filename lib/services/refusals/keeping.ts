import {
  type DriverErrorCode,
  driverErrorNature,
  type Failure,
  type FailureScope,
} from '../../model/errors.ts';
import type { Subject } from './basis.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** For how long a refusal is kept, in seconds. Null: until something changes. */
const secondsByScope: Readonly<Record<FailureScope, number | null>> = {
  vm: null,
  pair: null,
  host: HOUR, // keys and firewalls are fixed where Ballast does not see it
  moment: 10 * MINUTE, // it was tried several times, and may have passed meanwhile
};

/** Codes that are kept for another time. 0: not at all. */
const secondsByCode: Partial<Record<DriverErrorCode, number>> = {
  'vm-not-found': 0, // the next reading shows where it is
  'vm-not-running': HOUR,
  'destination-full': HOUR, // free memory changes
  'migration-failed': 24 * HOUR, // nobody knows of what it was, so nobody sees it change
  'migration-cancelled': 0,
  'host-unreachable': 0,
  'host-refused': 0, // of the source, as those below: nothing at all can be asked of it
  'host-key-unknown': 0,
  'host-key-changed': 0,
  'key-needs-passphrase': 0,
  'key-unusable': 0,
  'certificate-unusable': 0,
  'certificate-refused': 0,
  'certificate-other-name': 0,
  'host-crowded': 0,
  'socket-refused': 0,
};

/** The longest time for which any is kept: a refusal that ends later was written by a clock that was wrong. */
const MAX_KEPT_SECONDS = 24 * HOUR;

/** When a refusal of now ends. Null: when something changes; undefined: it is not to be kept. */
export function expiryOf({ code, scope }: Failure, now: Date): Date | null | undefined {
  const seconds = secondsByCode[code] ?? secondsByScope[scope];
  if (seconds === 0) return undefined;
  return seconds === null ? null : new Date(now.getTime() + seconds * 1000);
}

/** Whether one that was kept for a time is over; one from the future is, whoever turned the clock. */
export function isOver({ at, expiresAt }: { at: Date; expiresAt: Date | null }, now: Date): boolean {
  if (expiresAt === null) return false;
  const leftMs = expiresAt.getTime() - now.getTime();
  return leftMs <= 0 || leftMs > MAX_KEPT_SECONDS * 1000 || at.getTime() > now.getTime() + MINUTE * 1000;
}

/** Whom a failure concerns of a move's VM and its two hosts. */
export function subjectOf(
  { code, scope }: Failure,
  move: { vmId: string; fromHostId: string; toHostId: string },
): Subject {
  const [, place] = driverErrorNature[code];
  const isOfRoute = scope === 'host' || (scope === 'moment' && place === 'way');
  if (isOfRoute) return { vmId: null, fromHostId: move.fromHostId, toHostId: move.toHostId };
  const isOfVm = scope === 'vm' || (scope === 'moment' && place === 'vm');
  return { vmId: move.vmId, fromHostId: null, toHostId: isOfVm ? null : move.toHostId };
}
