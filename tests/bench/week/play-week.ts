import type { Database } from '../../../lib/db/client.ts';
import { SteppedClock } from '../../../lib/demo/stepped-clock.ts';
import type { Actor } from '../../../lib/model/actor.ts';
import { Policy, type PolicyPatch } from '../../../lib/model/policy.ts';
import type { Context } from '../../../lib/services/context.ts';
import { type Breach, breaches } from '../../integration/support/breaches.ts';
import { withStuckSensors } from '../../integration/support/stuck-sensors.ts';
import { AlarmBook, readAlarms } from './alarms.ts';
import { type Fault, lasts, traitsOf } from './faults.ts';
import { createHands } from './hands.ts';
import { createMeter, type Measured } from './meter.ts';
import { createMoveBook, type PlayedMove } from './moves.ts';
import { createSteppedWorker } from './stepped-worker.ts';
import { storeCentre } from './store-centre.ts';

/** How often the person on call sees the overview. */
const SEEN_EVERY_SECONDS = 300;
const PROGRESS_SECONDS = 6 * 3600;
/** An outage or bad data may be noticed so late: three intervals and the step in which they end. */
const NOTICED_STEPS = 4;
/** The simulated week begins here: a Wednesday, by the clocks of the data centre. */
const BEGIN = new Date('2026-11-25T14:30:00Z');

export interface WeekOptions {
  hosts: number;
  vms: number;
  seed: number;
  days: number;
  stepSeconds: number; // between two observations
  policy: PolicyPatch; // besides the mode
  log?: (line: string) => void; // progress
}

export interface WeekResult extends Measured {
  faults: readonly Fault[];
  moves: PlayedMove[];
  breaches: Breach[];
  onBadData: string[]; // moves that began although the data of a host was bad
  stops: string[]; // codes
  unexplained: string[]; // alarms without a fault
  unseen: Fault[]; // faults that need a person, without an alarm
  blackoutEvaluations: number; // in which only the calendar kept a move from beginning
  problems: string[]; // tasks of the worker that failed
  steps: number;
}

/**
 * Lets a simulated data centre run in automatic mode for some days, observed in steps, with seeded faults, through the worker's
 * tasks on a PostgreSQL. Nobody intervenes, except that stops are resumed.
 */
export async function playWeek(
  { db, url }: { db: Database; url: string },
  { hosts, vms, seed, days, stepSeconds, policy, log = () => undefined }: WeekOptions,
): Promise<WeekResult> {
  const clock = new SteppedClock(BEGIN);
  const world = new SteppedClock(BEGIN);
  const as = (actor: Actor): Context => ({ db, clock, actor });
  const patch = { mode: 'automatic' as const, ...policy };
  const size = { hosts, vms, seed, days, intervalSeconds: stepSeconds, policy: patch };
  const centre = await storeCentre(as({ kind: 'system', name: 'command line' }), size);
  const { clusterId, faults } = centre;
  const person = as({ kind: 'user', id: 'on-call', name: 'on call', role: 'operator' });
  const hands = createHands({ centre, person, world, clock });
  const worker = createSteppedWorker({
    db,
    url,
    clock,
    world,
    wrap: (driver) => withStuckSensors(driver, hands.isStuck),
  });
  const values = Policy.parse(patch);
  const meter = createMeter(centre, { world, cpuThresholdPercent: values.cpuThresholdPercent });
  const book = new AlarmBook(faults);
  const moveBook = createMoveBook(db, clusterId);
  const steps = (days * 86_400) / stepSeconds;
  try {
    for (let step = 0; step < steps; step++) {
      if ((step * stepSeconds) % PROGRESS_SECONDS === 0) log(world.now().toISOString());
      await hands.act();
      await worker.carryOut(clusterId, stepSeconds);
      await worker.observe(clusterId);
      await meter.measure(stepSeconds / 60);
      if (clock.now() > world.now()) await moveBook.noteAhead(world.now());
      if ((step * stepSeconds) % SEEN_EVERY_SECONDS < stepSeconds)
        book.note(await readAlarms(person), world.now().getTime());
    }
  } finally {
    await worker.close();
  }
  const moves = await moveBook.read();
  const stops = await db.automationStop.findMany({ where: { clusterId }, orderBy: { at: 'asc' } });
  return {
    ...meter.sum,
    faults,
    moves,
    breaches: breaches(moves, stops, values),
    onBadData: moves.flatMap((move) => onBadData(move, faults, NOTICED_STEPS * stepSeconds * 1000)),
    stops: stops.map(({ code }) => code),
    unexplained: book.unexplained,
    unseen: book.unseen,
    blackoutEvaluations: await db.evaluation.count({ where: { clusterId, code: 'blackout' } }),
    problems: worker.problems,
    steps,
  };
}

function onBadData({ vmName, startedAt }: PlayedMove, faults: readonly Fault[], noticedMs: number): string[] {
  const at = startedAt.getTime();
  return faults
    .filter((fault) => traitsOf(fault).isOfBadData && at >= fault.from + noticedMs && lasts(fault, at))
    .map(({ kind, host }) => `${vmName} began at ${startedAt.toISOString()} (${kind} of ${host})`);
}
