import { z } from 'zod';
import { driverErrorCodes } from './errors.ts';
import { type RejectionCode, rejectionFacts } from './rejection.ts';

/** The executor's own causes; their sentences are in `messages/`, outcome.json; a test compares the two. */
export const executorCodes = [
  'already-there', // its VM was already at the destination before it started
  'vm-gone', // its VM is nowhere
  'vm-moved', // its VM is on another host than when it was planned
  'vm-state-changed', // its VM was started, stopped or paused in the meantime
  'two-copies', // both hosts run its VM
  'post-copy-broken', // switched to post-copy, and not all memory followed
  'half-copy-left', // the destination still holds an incomplete copy
  'timed-out', // it took far longer than forecast
  'stalled', // it made no progress
  'cancelled', // somebody asked for it
  'outside-window', // automation may not act now: it had not begun when its window ended
  'automation-stopped', // automation stopped before it began
  'not-started', // the hypervisor never started it
  'host-silent', // nothing was started, because a host did not answer
  'guest-runs', // it was to move offline, and its guest did not shut down
  'autostart-lost', // it is done, but its destination did not set autostart, which the source had
  'host-back', // the host that was dead answers again, or is no longer proved to be off
  'definition-unknown', // the definition of the VM was never read, so no other host can start it
] as const;

const rejectionCodes = Object.keys(rejectionFacts) as [RejectionCode, ...RejectionCode[]];

/** Why a move was skipped, failed, was cancelled, waits again or is unknown. */
export const MoveCode = z.enum([...executorCodes, ...driverErrorCodes, ...rejectionCodes]);
export type MoveCode = z.infer<typeof MoveCode>;

/** A stored code for the executor: a code that this version does not know is a failure without its own cause. */
export const parseMoveCode = (stored: string): MoveCode => MoveCode.safeParse(stored).data ?? 'driver-failed';
