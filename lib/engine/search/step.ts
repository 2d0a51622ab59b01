import type { Deadline } from './deadline.ts';

/** What a search may do. */
export interface SearchLimits {
  readonly isMovable: Uint8Array; // a unit each
  readonly mayReceive: Uint8Array; // a host each
  readonly mayReturn: Uint8Array; // for each host: units that started there may stay after all
  readonly isNeeded: Uint8Array; // for each unit: it must leave (relief, repair); it may end up elsewhere, but not at home
  readonly minBandwidth: Float64Array | null; // for each unit; null: a move need not converge
  readonly keepsThresholds: boolean;
  readonly swapsNeedFreeMemory?: boolean; // one of two units that exchange hosts must fit beside the other
  readonly leastGain: number; // what each moved VM must bring
  readonly gap: number; // the further gain that each unit of moved load must bring: hosts closer than this exchange nothing
  readonly maxMoves: number; // VMs that end elsewhere than they began
  readonly budget: number; // placements evaluated; counted, not timed, so that the plan is the same everywhere
  readonly deadline?: Deadline; // if the caller wants the best result by then
}

/** One step: a unit moves to a host, or two units exchange hosts (`partner` is not -1). */
export interface Step {
  unit: number;
  to: number;
  partner: number;
  gain: number; // fall of the measure, less what it costs
  moves: number; // by how many VMs the displaced VMs increase; negative if they return home
}

/** The gain of a step for each further VM that it displaces. */
export function worth(step: Step): number {
  return step.moves > 1 ? step.gain / step.moves : step.gain;
}
