import type { Deadline } from './deadline.ts';

/** What a search may do. */
export interface SearchLimits {
  readonly isMovable: Uint8Array; // a unit each
  readonly mayReceive: Uint8Array; // a host each
  readonly mayReturn: Uint8Array; // a host each: units that began there may stay after all
  readonly isNeeded: Uint8Array; // a unit each: it must leave (relief, repair); it may end elsewhere, but not at home
  readonly minBandwidth: Float64Array | null; // a unit each; null: a move need not converge
  readonly keepsThresholds: boolean;
  readonly swapsNeedFreeMemory?: boolean; // one of two that change places must fit beside the other
  readonly leastGain: number; // what each moved VM must bring
  readonly gap: number; // what each unit of moved load must bring besides: hosts less than this apart exchange nothing
  readonly maxMoves: number; // VMs that end elsewhere than they began
  readonly budget: number; // placements looked at; counted, not timed, so that the plan is the same everywhere
  readonly deadline?: Deadline; // where the caller wants what was found by then
}

/** One step: a unit goes to a host, or two units change places (`partner` is not -1). */
export interface Step {
  unit: number;
  to: number;
  partner: number;
  gain: number; // fall of the measure, less what it costs
  moves: number; // VMs that are displaced more by it; negative when they return home
}

/** What a step is worth for each VM that it moves more. */
export function worth(step: Step): number {
  return step.moves > 1 ? step.gain / step.moves : step.gain;
}
