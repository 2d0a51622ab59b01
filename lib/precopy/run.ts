import type { PrecopyInput } from './predict.ts';

/** One move of a run, in the run's order. */
export interface RunMove {
  vmId: string;
  fromHost: number; // an index into the hosts of the run
  toHost: number;
  memoryMiB: number; // what a host must hold for it; 0: it is stopped
  /** How memory goes with the way to itself; null: there is none to copy, and it takes `fixedSeconds`. */
  copy: (PrecopyInput & { kind: 'live' | 'quick' }) | null;
  fixedSeconds: number;
}

export interface RunHost {
  linkMiBps: number; // each way
  freeMiB: number; // before the run
  network: string | null; // that its migrations use
}

export interface RunLimits {
  movesPerHost: number; // in and out together
  movesPerCluster: number | null;
  movesPerNetwork: number | null;
  /** What the run itself adds to each move: checking it before, verifying it after. */
  overheadSeconds: number;
}
