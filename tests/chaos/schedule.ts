import fc from 'fast-check';
import { StallAction } from '../../lib/model/migration-settings.ts';

const index = fc.nat(5); // of a host, VM or run: taken modulo what there is

type OfHost = 'host-down' | 'host-up' | 'daemon-down' | 'daemon-up';

/** What can happen at any time, also while a worker waits for a hypervisor's answer. */
export type Event =
  | { do: 'pass'; seconds: number }
  | { do: 'evacuate'; host: number }
  | { do: 'cancel'; run: number }
  | { do: OfHost; host: number }
  | { do: 'link-cut' | 'link-joined'; host: number; other: number }
  | { do: 'fail-migration' } // the receiving process of a migration under way is killed
  | { do: 'hang-migration' } // one under way never ends by itself
  | { do: 'clock-jump'; seconds: number };

/** How a turn of a worker goes wrong, counted in effects: calls of the database or of a hypervisor. */
export type Mishap =
  | { kind: 'killed'; atEffect: number; when: 'before' | 'after' } // kill -9: nothing that this worker does comes after
  | { kind: 'order-late'; seconds: number } // killed when it had sent an order, which arrives so much later
  | { kind: 'answer-lost'; atCall: number } // the hypervisor did as told, and its answer got lost
  | { kind: 'database-lost'; atEffect: number; when: 'before' | 'after' } // PostgreSQL restarts: every connection breaks
  | { kind: 'meanwhile'; atCall: number; event: Event }; // before a call reaches its hypervisor

export type Step =
  | Event
  | { do: 'tick'; mishap: Mishap | null }
  | { do: 'two-workers'; mishap: Mishap | null } // both work on the cluster at the same time
  | { do: 'collect'; mishap: Mishap | null }
  | { do: 'evacuate-beside-tick'; host: number }
  | { do: 'cancel-beside-tick'; run: number }
  | { do: 'back-in-service'; host: number }
  | { do: 'undo'; run: number }
  | { do: 'migrate'; vm: number; host: number; kind: 'live' | 'quick'; onStall: StallAction };

export interface Schedule {
  /** Memory of each VM in GiB; the first half begin on the first host, as far as they fit. */
  vms: { memoryGiB: number; dirtyMiBps: number; isStopped: boolean }[];
  steps: Step[];
}

const does = <K extends Step['do']>(name: K) => fc.constant(name);
const when = fc.constantFrom('before' as const, 'after' as const);

const pass = fc.record({ do: does('pass'), seconds: fc.constantFrom(0.2, 1, 2, 5, 15, 60) });
const cancel = fc.record({ do: does('cancel'), run: index });
const evacuate = fc.record({ do: does('evacuate'), host: index });
const ofHost = fc.record({
  do: fc.constantFrom<OfHost[]>(
    ...(['host-down', 'host-up', 'host-up', 'daemon-down', 'daemon-up', 'daemon-up'] as const),
  ),
  host: index,
});
const ofLink = fc.record({
  do: fc.constantFrom('link-cut' as const, 'link-joined' as const, 'link-joined' as const),
  host: index,
  other: index,
});
const ofMigration = fc.record({
  do: fc.constantFrom('fail-migration' as const, 'fail-migration' as const, 'hang-migration' as const),
});
const clockJump = fc.record({
  do: does('clock-jump'),
  seconds: fc.constantFrom(-7200, -30, 30, 3600, 14_400),
});

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: pass },
  { weight: 2, arbitrary: cancel },
  { weight: 1, arbitrary: evacuate },
  { weight: 3, arbitrary: ofHost },
  { weight: 2, arbitrary: ofLink },
  { weight: 1, arbitrary: ofMigration },
  { weight: 1, arbitrary: clockJump },
);

/** A turn seldom has more effects than these; most of what it does is among the first. */
const atEffect = fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 60 }));
const kind = <K extends Mishap['kind']>(name: K) => fc.constant(name);

const mishap: fc.Arbitrary<Mishap | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 4, arbitrary: fc.record({ kind: kind('killed'), atEffect, when }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('order-late'), seconds: fc.constantFrom(1, 5, 12, 25) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind('answer-lost'), atCall: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('database-lost'), atEffect, when }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kind('meanwhile'), atCall: fc.integer({ min: 1, max: 8 }), event }),
  },
);

const migrate = fc.record({
  do: does('migrate'),
  vm: index,
  host: index,
  kind: fc.constantFrom('live' as const, 'live' as const, 'quick' as const),
  onStall: fc.constantFrom(...StallAction.options),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: does('tick'), mishap }) },
  { weight: 4, arbitrary: pass },
  { weight: 2, arbitrary: fc.record({ do: does('two-workers'), mishap }) },
  { weight: 2, arbitrary: fc.record({ do: does('collect'), mishap }) },
  { weight: 3, arbitrary: migrate },
  { weight: 1, arbitrary: evacuate },
  { weight: 1, arbitrary: fc.record({ do: does('evacuate-beside-tick'), host: index }) },
  { weight: 1, arbitrary: cancel },
  { weight: 1, arbitrary: fc.record({ do: does('cancel-beside-tick'), run: index }) },
  { weight: 1, arbitrary: fc.record({ do: does('back-in-service'), host: index }) },
  { weight: 1, arbitrary: fc.record({ do: does('undo'), run: index }) },
  { weight: 3, arbitrary: ofHost },
  { weight: 2, arbitrary: ofLink },
  { weight: 2, arbitrary: ofMigration },
  { weight: 1, arbitrary: clockJump },
);

/** A day of bad luck: something to do first, then anything in any order. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  vms: fc.array(
    fc.record({
      memoryGiB: fc.constantFrom(1, 2, 4, 8, 12),
      dirtyMiBps: fc.constantFrom(0, 5, 60, 3000),
      isStopped: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  steps: fc
    .tuple(
      fc.oneof(fc.record({ do: does('evacuate'), host: fc.constant(0) }), migrate),
      fc.array(step, { minLength: 4, maxLength: 28, size: 'max' }),
    )
    .map(([first, rest]): Step[] => [first, ...rest]),
});
