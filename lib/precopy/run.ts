import type { SlotLimits } from './move-slots.ts';
import type { PrecopyInput } from './predict.ts';
import type { QueueHost, QueueMove } from './queue.ts';

/** One move of a run, in the run's order. Stopped VMs need no memory. */
export interface RunMove extends QueueMove {
  /** The copy of its memory with the link to itself; null: there is none to copy, and it takes `fixedSeconds`. */
  copy: (PrecopyInput & { kind: 'live' | 'quick' }) | null;
  fixedSeconds: number;
}

/** A host of a run, with the capacity of its links. */
export interface RunHost extends QueueHost {
  linkMiBps: number; // each way
}

/** The limits that keep a run from starting all its moves at the same time. */
export interface RunLimits extends SlotLimits {
  /** The time that the run itself adds to each move: checking it before, verifying it after. */
  overheadSeconds: number;
}

/** What a run adds to each move: checking it before and after, and the wait for the next tick. */
export const OVERHEAD_SECONDS = 0.5;
