import { z } from 'zod';
import type { Transitions } from './transitions.ts';

/** An approved plan being carried out. Screens call it a job. */
export const RunState = z.enum(['waiting', 'running', 'succeeded', 'partly', 'failed', 'cancelled']);
export type RunState = z.infer<typeof RunState>;

/**
 * What becomes of the VMs that a cancelled run has moved, if they were to move back: asked, until the run has ended; then whether
 * a run that moves them back was ordered, or why not. Nothing changes it after that.
 */
export const MoveBack = z.enum(['asked', 'ordered', 'nothingMoved', 'nothingFits', 'refused']);
export type MoveBack = z.infer<typeof MoveBack>;

/** The final states of a run. */
export type RunEnd = Exclude<RunState, 'waiting' | 'running'>;

export const MoveState = z.enum([
  'pending',
  'checking',
  'migrating',
  'verifying',
  'done',
  'skipped',
  'failed',
  'cancelled',
  'unknown',
]);
export type MoveState = z.infer<typeof MoveState>;

/** Transitions are data: an update names the state that it expects, so of two racing writers one fails. */
export const moveTransitions: Transitions<MoveState> = {
  pending: ['checking', 'skipped', 'cancelled', 'failed'], // failed: an earlier attempt was its last
  checking: ['migrating', 'skipped', 'failed', 'cancelled', 'pending'],
  migrating: ['verifying', 'failed', 'cancelled', 'unknown'],
  // pending: it is retried later; migrating: it was found to run after all
  verifying: ['done', 'failed', 'cancelled', 'unknown', 'pending', 'migrating'],
  unknown: ['migrating'], // only after both hosts have been read: then watched and verified again
  done: [],
  skipped: [],
  failed: [],
  cancelled: [],
};

export const runTransitions: Transitions<RunState> = {
  waiting: ['running', 'cancelled'],
  running: ['succeeded', 'partly', 'failed', 'cancelled'],
  succeeded: [],
  partly: [],
  failed: [],
  cancelled: [],
};

/** While a move is in one of these states its VM is locked: nothing else may move it. */
export const lockingMoveStates = [
  'checking',
  'migrating',
  'verifying',
  'unknown',
] as const satisfies MoveState[];

export const isFinishedMove = (state: MoveState): boolean => moveTransitions[state].length === 0;
export const isFinishedRun = (state: RunState): boolean => runTransitions[state].length === 0;

/** Moves and runs that have not ended. */
export const unfinishedMoveStates = MoveState.options.filter((state) => !isFinishedMove(state));
export const unfinishedRunStates = RunState.options.filter((state) => !isFinishedRun(state));
export const finishedRunStates = RunState.options.filter(isFinishedRun);

/** Runs that did not complete all of their moves. */
export const troubledRunStates = ['partly', 'failed'] as const satisfies RunState[];
