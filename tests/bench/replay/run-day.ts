import type { Policy } from '../../../lib/model/policy.ts';
import { Collector } from './collector.ts';
import type { DataCentre } from './data-centre.ts';
import type { DayResult } from './day-result.ts';
import { Meter, STEP_SECONDS } from './meter.ts';
import type { Strategy, View } from './strategies/strategy.ts';
import { SAMPLE_SECONDS, SAMPLES_PER_DAY } from './trace.ts';
import { type WantedMove, World } from './world.ts';

const MINUTE_SECONDS = 60;

export interface DayOptions {
  readonly policy: Policy; // its thresholds evaluate all strategies, and its limit of moves for each host applies to all
  readonly hours: number;
}

/** Simulates one day: observe, decide, move. */
export async function runDay(
  centre: DataCentre,
  strategy: Strategy,
  options: DayOptions,
): Promise<DayResult> {
  const world = new World(centre, options.policy);
  const collector = new Collector(world);
  const queue: WantedMove[] = [];
  const meter = new Meter(world, options.policy);
  let cpuSeconds = 0;
  let decisions = 0;
  const end = Math.min(options.hours * 3600, SAMPLE_SECONDS * SAMPLES_PER_DAY);
  for (let now = 0; now < end; now += STEP_SECONDS) {
    settle(world, collector, strategy, queue, now);
    world.readDemand(now);
    collector.collect(now);
    if (
      now % Math.max(strategy.everySeconds, MINUTE_SECONDS) === 0 &&
      queue.length === 0 &&
      world.flights.length === 0
    ) {
      const view = viewOf(world, collector, now);
      const before = process.cpuUsage();
      const decision = await strategy.decide(view);
      const used = process.cpuUsage(before);
      cpuSeconds += decision.cpuSeconds ?? (used.user + used.system) / 1e6;
      queue.push(...decision.moves);
      decisions++;
      beginWhatMay(world, collector, strategy, queue, now);
    }
    meter.measure(now, collector.seenCpu());
  }
  return {
    strategy: strategy.name,
    ...meter.result(),
    ...world.tally,
    decisions,
    cpuSeconds,
  };
}

/** Ends the moves that are due since the last step, one after another. Each end frees a slot for waiting moves. */
function settle(
  world: World,
  collector: Collector,
  strategy: Strategy,
  queue: WantedMove[],
  now: number,
): void {
  for (let ends = world.nextEnd(); ends <= now; ends = world.nextEnd()) {
    world.endMoves(ends);
    beginWhatMay(world, collector, strategy, queue, ends);
  }
}

/** Starts moves in the order of the queue, as long as both of their hosts have a free slot, as a run of the product does. */
function beginWhatMay(
  world: World,
  collector: Collector,
  strategy: Strategy,
  queue: WantedMove[],
  now: number,
): void {
  if (queue.length === 0) return;
  const view = viewOf(world, collector, now);
  const ahead: WantedMove[] = [...world.flights];
  for (const move of [...queue]) {
    const answer = world.isPlaceFree(move.vm, move.to)
      ? checkMove(world, strategy, view, move, ahead)
      : 'wait';
    if (answer !== 'wait') queue.splice(queue.indexOf(move), 1);
    if (answer === 'go') world.begin(move, now);
    if (answer === 'skip') world.tally.refused++;
    else ahead.push(move);
  }
}

function checkMove(
  world: World,
  strategy: Strategy,
  view: View,
  move: WantedMove,
  ahead: readonly WantedMove[],
): 'go' | 'wait' | 'skip' {
  if (strategy.check) return strategy.check(view, move, ahead);
  if (world.hostOf[move.vm] === move.to) return 'skip';
  if (world.fits(move.vm, move.to)) return 'go';
  return ahead.length > 0 ? 'wait' : 'skip';
}

function viewOf(world: World, collector: Collector, now: number): View {
  return {
    seconds: now,
    snapshot: collector.snapshot(now),
    vmAverages: (minutes) => collector.vmAverages(minutes),
    hostAverages: (minutes) => collector.hostAverages(minutes),
    movedAt: world.movedAt,
  };
}
