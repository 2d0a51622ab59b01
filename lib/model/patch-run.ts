import { z } from 'zod';
import type { Transitions } from './transitions.ts';

/** stopped: a host failed, and a person decides. partly: it ended, and left hosts out. */
export const PatchState = z.enum(['running', 'paused', 'stopped', 'succeeded', 'partly', 'cancelled']);
export type PatchState = z.infer<typeof PatchState>;

export const patchTransitions: Transitions<PatchState> = {
  running: ['paused', 'stopped', 'succeeded', 'partly', 'cancelled'],
  paused: ['running', 'stopped', 'succeeded', 'partly', 'cancelled'],
  stopped: ['running', 'cancelled'],
  succeeded: [],
  partly: [],
  cancelled: [],
};

export const isFinishedPatch = (state: PatchState): boolean => patchTransitions[state].length === 0;

/**
 * Where a host is in a patch run. ready: in maintenance mode, its step has not begun. starting: stored before its command is ordered,
 * so that no crash makes it run twice. stepping: the command runs, or a person or a webhook has not said yet that it is done.
 * returning: until it is back. confirming: until a person says that it is. refilling: its VMs come back.
 */
export const PatchPhase = z.enum([
  'waiting',
  'evacuating',
  'ready',
  'starting',
  'stepping',
  'returning',
  'confirming',
  'refilling',
  'done',
  'failed',
  'skipped',
]);
export type PatchPhase = z.infer<typeof PatchPhase>;

/** A failed host continues where a person says; every host that is not done can be left out. */
export const phaseTransitions: Transitions<PatchPhase> = {
  waiting: ['evacuating', 'ready', 'failed', 'skipped'],
  evacuating: ['ready', 'failed', 'skipped'],
  ready: ['starting', 'stepping', 'failed', 'skipped'],
  starting: ['stepping', 'failed', 'skipped'],
  stepping: ['returning', 'failed', 'skipped'],
  returning: ['confirming', 'refilling', 'done', 'failed', 'skipped'],
  confirming: ['refilling', 'done', 'failed', 'skipped'],
  refilling: ['done', 'failed', 'skipped'],
  failed: ['waiting', 'ready', 'returning', 'refilling', 'skipped'],
  done: [],
  skipped: [],
};

/** The host is away from service because of its run, or was just returned to it. */
export const phasesInProgress = [
  'evacuating',
  'ready',
  'starting',
  'stepping',
  'returning',
  'confirming',
  'refilling',
] as const satisfies PatchPhase[];
export const isInProgress = (phase: PatchPhase): boolean => phasesInProgress.some((each) => each === phase);
export const isOver = (phase: PatchPhase): boolean => phaseTransitions[phase].length === 0;

/** What is done on each host: a command of the administrator's file; what a person does, or another system, which then says so. */
export const PatchStep = z.enum(['command', 'person', 'webhook']);
export type PatchStep = z.infer<typeof PatchStep>;

/** What becomes of the VMs of a host that is back: as before; they stay; the cluster is evaluated at once. */
export const PatchBack = z.enum(['before', 'stay', 'balance']);
export type PatchBack = z.infer<typeof PatchBack>;

/** Why a host has failed, or what it waits for; each has a text in `messages/`, patch.json. */
export const PatchCode = z.enum([
  'host-gone', // it was removed from the cluster
  'host-down', // it does not answer
  'vms-cannot-leave', // the plan leaves VMs there
  'evacuation-refused', // the order was refused
  'evacuation-cancelled', // somebody returned it to service
  'not-empty', // the job has ended, and VMs are there
  'vm-runs-there', // it was started since the host was emptied
  'step-missing', // the file has no such command any more
  'step-refused', // the host did not take the command
  'step-unsure', // Ballast ended while it started the command: whether it runs is not known
  'step-failed', // the command ended with an error
  'step-too-long',
  'not-back', // it was not back in time
  'not-restarted', // the command has ended, and the host has not restarted in time
  'return-refused', // the order to bring the VMs back was refused
  'vms-not-back', // the job that brings them back did not succeed
  'waits-for-window',
  'waits-for-host', // it was not observed lately
  'waits-for-reserve', // another host at once would use up the cluster reserve
  'waits-for-vms', // VMs could not leave it while the others are away
  'waits-for-job', // somebody else empties it
  'cancelled', // with its run
]);
export type PatchCode = z.infer<typeof PatchCode>;

/** Whether the step of a host that failed in this phase may have run, as far as Ballast knows. */
export const mayHaveRun = (failedPhase: PatchPhase | null): boolean =>
  failedPhase === 'starting' || failedPhase === 'stepping';

/** How a person continues with a host that has failed. ran: its step did run, so it is only waited for; see `mayHaveRun`. */
export const FailedChoice = z.enum(['again', 'ran', 'skip']);
export type FailedChoice = z.infer<typeof FailedChoice>;

/** What a host was expected to take, before its run. Seconds. */
export const PatchForecast = z.object({
  vms: z.number().int(),
  moves: z.number().int(),
  evacuateSeconds: z.number(),
  stepSeconds: z.number(), // own step and restart
  backSeconds: z.number(),
  basis: z.enum(['measured', 'file', 'assumed']), // of stepSeconds
});
export type PatchForecast = z.infer<typeof PatchForecast>;
