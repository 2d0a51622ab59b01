import type { Snapshot } from '../../../../lib/model/snapshot.ts';
import type { WantedMove } from '../world.ts';

/** The input of a strategy. Loads and averages are fractions of the capacity without the reserve. */
export interface View {
  readonly seconds: number; // since midnight
  readonly snapshot: Snapshot; // hosts and VMs in the order of their indices
  vmAverages(minutes: number): Float64Array; // MHz
  hostAverages(minutes: number): Float64Array;
  readonly movedAt: ArrayLike<number>; // of each VM; -Infinity: never
}

export interface Decision {
  readonly moves: readonly WantedMove[];
  readonly cpuSeconds?: number; // CPU seconds of an external program
}

/** A balancing strategy. It is called when it is due and none of its moves is waiting or running. */
export interface Strategy {
  readonly name: string; // kebab-case
  readonly about: string; // for the document: a part of a sentence
  readonly everySeconds: number;
  decide(view: View): Decision | Promise<Decision>;
  /**
   * Whether a move may start now, with earlier moves unfinished; left out: if there is a free slot and free memory
   * for it.
   */
  check?(view: View, move: WantedMove, ahead: readonly WantedMove[]): 'go' | 'wait' | 'skip';
}

export const noBalancing: Strategy = {
  name: 'none',
  about: 'every VM stays where it was placed',
  everySeconds: Number.POSITIVE_INFINITY,
  decide: () => ({ moves: [] }),
};
