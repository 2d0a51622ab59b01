import type { SlotLimits } from './move-slots.ts';
import type { PrecopyInput } from './predict.ts';
import type { QueueHost, QueueMove } from './queue.ts';

/** One move of a run, in the run's order. Stopped VMs need no memory. */
export interface RunMove extends QueueMove {
  /** How memory goes with the way to itself; null: there is none to copy, and it takes `fixedSeconds`. */
  copy: (PrecopyInput & { kind: 'live' | 'quick' }) | null;
  fixedSeconds: number;
}

/** A host of a run, with what its links carry. */
export interface RunHost extends QueueHost {
  linkMiBps: number; // each way
}

/** What keeps a run from beginning all its moves at once. */
export interface RunLimits extends SlotLimits {
  /** What the run itself adds to each move: checking it before, verifying it after. */
  overheadSeconds: number;
}

/** What a run adds to each move: checking it before and after, and the wait for the next tick. */
export const OVERHEAD_SECONDS = 0.5;
