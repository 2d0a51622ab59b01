import type { Snapshot } from '../../../../lib/model/snapshot.ts';
import type { WantedMove } from '../world.ts';

/** What a strategy may look at when it is asked. Loads and averages are fractions of what the reserve leaves. */
export interface View {
  readonly seconds: number; // since midnight
  readonly snapshot: Snapshot; // hosts and VMs in the order of their indices
  vmAverages(minutes: number): Float64Array; // MHz
  hostAverages(minutes: number): Float64Array;
  readonly movedAt: ArrayLike<number>; // of each VM; -Infinity: never
}

export interface Decision {
  readonly moves: readonly WantedMove[];
  readonly cpuSeconds?: number; // of another program that was asked
}

/** One way to balance. It is asked when it is due and none of its moves waits or runs any more. */
export interface Strategy {
  readonly name: string; // kebab-case
  readonly about: string; // for the page: half a sentence
  readonly everySeconds: number;
  decide(view: View): Decision | Promise<Decision>;
  /** Whether a move may begin now, with those ahead of it unfinished; left out: when there is a slot and memory for it. */
  check?(view: View, move: WantedMove, ahead: readonly WantedMove[]): 'go' | 'wait' | 'skip';
}

export const noBalancing: Strategy = {
  name: 'none',
  about: 'every VM stays where it was placed',
  everySeconds: Number.POSITIVE_INFINITY,
  decide: () => ({ moves: [] }),
};
