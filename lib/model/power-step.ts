import { z } from 'zod';
import { driverErrorCodes } from './errors.ts';
import type { PowerOrder } from './power-order.ts';
import type { Transitions } from './transitions.ts';

/** A step that changes the power of a VM: see `PowerOrder`. ordered: its hypervisor has been asked. */
export const PowerStepState = z.enum(['pending', 'ordered', 'done', 'failed', 'cancelled', 'skipped']);
export type PowerStepState = z.infer<typeof PowerStepState>;

/** What was ordered cannot be taken back: it ends as what was read of the VM, also in a run that was cancelled. */
export const powerStepTransitions: Transitions<PowerStepState> = {
  pending: ['ordered', 'failed', 'cancelled', 'skipped'],
  ordered: ['done', 'failed', 'skipped'],
  done: [],
  failed: [],
  cancelled: [],
  skipped: [],
};

export const openPowerSteps = ['pending', 'ordered'] as const satisfies PowerStepState[];
export const isOpenStep = ({ state }: { state: PowerStepState }): boolean =>
  openPowerSteps.some((open) => open === state);

/** Its own causes; their sentences are in `messages/`, steps.json; a test compares the two. */
export const powerStepCodes = [
  'guest-did-not-end', // it was asked, and still runs after the time-out: nothing was forced
  'not-saved-in-time', // it still runs after the time-out
  'not-saved', // it has ended, but nothing of it was saved
  'not-started-in-time', // it was ordered, and does not run after the time-out
  'no-memory', // its host had no memory free for it until the time-out
  'not-in-service', // its host is in maintenance mode, or does not answer
  'host-silent', // its host did not answer until the time-out
  'already', // it was as ordered before anything was ordered
  'vm-gone', // its host no longer has it
  'vm-moved', // it is on another host
  'two-copies', // two hosts run it
  'cancelled', // its run was cancelled before it was ordered
] as const;

export const PowerStepCode = z.enum([...powerStepCodes, ...driverErrorCodes]);
export type PowerStepCode = z.infer<typeof PowerStepCode>;

/** How fast a disk takes or gives the memory of a VM at least, in MiB/s, and the time for all else. */
const SLOW_DISK_MIBPS = 20;
const BASE_SECONDS = 120;

/**
 * How long a step may take, in seconds, before it counts as failed: the guest as long as the policy says, saving and
 * starting as long as a slow disk needs for all its memory.
 */
export const timeoutOf = (order: PowerOrder, memoryMiB: number, shutDownSeconds: number): number =>
  order === 'shutDown' ? shutDownSeconds : BASE_SECONDS + Math.ceil(memoryMiB / SLOW_DISK_MIBPS);
