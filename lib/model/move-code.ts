import { z } from 'zod';
import { driverErrorCodes } from './errors.ts';
import { type RejectionCode, rejectionFacts } from './rejection.ts';

/** Causes of the executor's own; their sentences stand in `messages/`, outcome.json, and a test holds the two together. */
export const executorCodes = [
  'already-there', // its VM was at the destination before it began
  'vm-gone', // its VM is nowhere
  'vm-moved', // its VM is elsewhere than it was planned from
  'vm-state-changed', // its VM was started, stopped or paused meanwhile
  'two-copies', // both hosts run its VM
  'post-copy-broken', // handed over by post-copy, and not all memory followed
  'half-copy-left', // the destination still holds a incomplete copy
  'timed-out', // it took far longer than forecast
  'stalled', // it did not get nearer to its end
  'cancelled', // somebody asked for it
  'not-started', // the hypervisor never began it
  'host-silent', // nothing was begun, since a host did not answer
  'autostart-lost', // it is done, and its destination does not start it with itself as the source did
] as const;

const rejectionCodes = Object.keys(rejectionFacts) as [RejectionCode, ...RejectionCode[]];

/** Why a move was skipped, failed, was cancelled, waits again or is unknown: who said it gives the code. */
export const MoveCode = z.enum([...executorCodes, ...driverErrorCodes, ...rejectionCodes]);
export type MoveCode = z.infer<typeof MoveCode>;

/** A stored code as the executor reads it: one that this version does not know is a failure without a cause of its own. */
export const parseMoveCode = (stored: string): MoveCode => MoveCode.safeParse(stored).data ?? 'driver-failed';
