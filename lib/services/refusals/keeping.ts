import {
  type DriverErrorCode,
  driverErrorNature,
  type Failure,
  type FailureScope,
} from '../../model/errors.ts';
import type { Subject } from './basis.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How long a refusal is kept, in seconds. Null: until something changes. */
const secondsByScope: Readonly<Record<FailureScope, number | null>> = {
  vm: null,
  pair: null,
  host: HOUR, // keys and firewalls are fixed where Ballast cannot see it
  moment: 10 * MINUTE, // it was retried several times, and may have passed since
};

/** Codes that are kept for a different time. 0: not at all. */
const secondsByCode: Partial<Record<DriverErrorCode, number>> = {
  'vm-not-found': 0, // the next observation shows where it is
  'vm-not-running': HOUR,
  'destination-full': HOUR, // free memory changes
  'migration-failed': 24 * HOUR, // the cause is unknown, so no change can be detected
  'migration-cancelled': 0,
  'host-unreachable': 0,
  'host-refused': 0, // of the source, like those below: nothing can be asked of it
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

/** The maximum time for any refusal: one that ends later was written while a clock was wrong. */
const MAX_KEPT_SECONDS = 24 * HOUR;

/** When a new refusal ends. Null: when something changes; undefined: it is not kept. */
export function expiryOf({ code, scope }: Failure, now: Date): Date | null | undefined {
  const seconds = secondsByCode[code] ?? secondsByScope[scope];
  if (seconds === 0) return undefined;
  return seconds === null ? null : new Date(now.getTime() + seconds * 1000);
}

/** Whether a refusal with a time limit has ended. One from the future has, because a clock was changed. */
export function isOver({ at, expiresAt }: { at: Date; expiresAt: Date | null }, now: Date): boolean {
  if (expiresAt === null) return false;
  const leftMs = expiresAt.getTime() - now.getTime();
  return leftMs <= 0 || leftMs > MAX_KEPT_SECONDS * 1000 || at.getTime() > now.getTime() + MINUTE * 1000;
}

/** The subject of a failure, among a move's VM and its two hosts. */
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
