import type { Policy } from '../../../lib/model/policy.ts';
import { Collector } from './collector.ts';
import type { DataCentre } from './data-centre.ts';
import type { DayResult } from './day-result.ts';
import type { Strategy, View } from './strategies/strategy.ts';
import { SAMPLE_SECONDS, SAMPLES_PER_DAY } from './trace.ts';
import { type WantedMove, World } from './world.ts';

/** The interval at which the product observes a cluster. */
const STEP_SECONDS = 15;
const STEP_MINUTES = STEP_SECONDS / 60;
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
  const meter = new Meter(world, options);
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
    meter.measure(now);
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

/** Adds up the actual load of the hosts. */
class Meter {
  private overloaded = 0;
  private starved = 0;
  private spreadSum = 0;
  private steps = 0;
  private readonly byHour: number[] = [];

  constructor(
    private readonly world: World,
    private readonly options: DayOptions,
  ) {}

  measure(now: number): void {
    const { cpu, memory } = this.world.loads();
    const { cpuThresholdPercent, memoryThresholdPercent } = this.options.policy;
    cpu.forEach((load, host) => {
      if (load * 100 > cpuThresholdPercent || (memory[host] as number) * 100 > memoryThresholdPercent)
        this.overloaded += STEP_MINUTES;
      if (load > 1) this.starved += STEP_MINUTES * this.world.hostOf.filter((found) => found === host).length;
    });
    this.spreadSum += deviation(cpu) + deviation(memory);
    this.steps++;
    this.byHour[Math.floor(now / 3600)] = this.overloaded;
  }

  result() {
    return {
      overloadedHostMinutes: this.overloaded,
      starvedVmMinutes: this.starved,
      spread: this.spreadSum / this.steps,
      overloadedByHour: this.byHour,
    };
  }
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
