import fc from 'fast-check';
import { StallAction } from '../../lib/model/policy-fields.ts';
import type { Event, Mishap, Schedule, Step, Turn } from './schedule.ts';

const index = fc.nat(5);
export const does = <K extends Step['do']>(name: K) => fc.constant(name);
const when = fc.constantFrom('before' as const, 'after' as const);

export const pass = fc.record({ do: does('pass'), seconds: fc.constantFrom(0.2, 1, 2, 5, 15, 60) });
export const cancel = fc.record({ do: does('cancel'), run: index, movesBack: fc.boolean() });
export const pause = fc.record({ do: fc.constantFrom('pause', 'pause', 'continue'), run: index });
const also = fc.option(index, { freq: 1 });
export const evacuate = fc.record({ do: does('evacuate'), host: index, also });
const ofHost = fc.record({
  do: fc.constantFrom('host-down', 'host-up', 'host-up', 'daemon-down', 'daemon-up', 'daemon-up'),
  host: index,
});
export const ofLink = fc.record({
  do: fc.constantFrom('link-cut' as const, 'link-joined' as const, 'link-joined' as const),
  host: index,
  other: index,
});
export const ofMigration = fc.record({
  do: fc.constantFrom('fail-migration' as const, 'fail-migration' as const, 'hang-migration' as const),
});

const HOUR = 3600;
const WEEK = 7 * 24 * HOUR;
const clockJump = fc.record({
  do: does('clock-jump'),
  seconds: fc.constantFrom(-WEEK, -2 * HOUR, -30, 30, HOUR, 4 * HOUR, WEEK),
  layer: fc.constantFrom('all', 'all', 'worker', 'other-worker', 'web'),
});

/** Mostly a foreign VM that appears. Known VMs are moved and removed by others less often. */
export const place = fc.record({
  do: does('place'),
  isForeign: fc.constantFrom(true, true, true, false),
  vm: index,
  host: fc.oneof({ weight: 5, arbitrary: index }, { weight: 1, arbitrary: fc.constant(null) }),
});
export const refuse = fc.record({
  do: does('refuse'),
  host: index,
  vm: fc.oneof({ weight: 3, arbitrary: index }, { weight: 1, arbitrary: fc.constant(null) }),
  when: fc.constantFrom('check' as const, 'order' as const, 'load' as const),
  // of the VM, of the host, of the pair, temporary
  code: fc.constantFrom(
    'vm-not-movable',
    'name-taken',
    'cpu-incompatible',
    'storage-missing',
    'destination-refused',
    'destination-unreachable',
    'migration-failed',
  ),
});
export const accept = fc.record({ do: does('accept'), host: index });

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: pass },
  { weight: 2, arbitrary: cancel },
  { weight: 1, arbitrary: pause },
  { weight: 1, arbitrary: evacuate },
  { weight: 3, arbitrary: ofHost },
  { weight: 2, arbitrary: ofLink },
  { weight: 1, arbitrary: ofMigration },
  { weight: 1, arbitrary: clockJump },
  { weight: 1, arbitrary: place },
  { weight: 1, arbitrary: refuse },
  { weight: 1, arbitrary: accept },
);

/** A turn rarely has more effects than this. Most of its work is among the first effects. */
const atEffect = fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 60 }));
const kind = <K extends Mishap['kind']>(name: K) => fc.constant(name);

/** The fault of a turn. `beside`: the loop that runs concurrently with it. */
export const mishapWith = (
  beside: Turn | fc.Arbitrary<Turn>,
  during: fc.Arbitrary<Event> = event,
): fc.Arbitrary<Mishap | null> =>
  fc.oneof(
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
      arbitrary: fc.record({
        kind: kind('meanwhile'),
        atCall: fc.integer({ min: 1, max: 8 }),
        event: during,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: kind('beside'),
        atEffect,
        when,
        turn: typeof beside === 'string' ? fc.constant(beside) : beside,
      }),
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
  { weight: 8, arbitrary: fc.record({ do: does('tick'), mishap: mishapWith('collect') }) },
  { weight: 4, arbitrary: pass },
  { weight: 2, arbitrary: fc.record({ do: does('two-workers'), mishap: mishapWith('collect') }) },
  { weight: 3, arbitrary: fc.record({ do: does('collect'), mishap: mishapWith('tick') }) },
  { weight: 1, arbitrary: fc.record({ do: does('retain') }) },
  { weight: 3, arbitrary: migrate },
  { weight: 1, arbitrary: evacuate },
  { weight: 1, arbitrary: fc.record({ do: does('evacuate-beside-tick'), host: index }) },
  { weight: 1, arbitrary: cancel },
  { weight: 1, arbitrary: pause },
  { weight: 1, arbitrary: fc.record({ do: does('cancel-beside-tick'), run: index }) },
  { weight: 1, arbitrary: fc.record({ do: does('back-in-service'), host: index }) },
  { weight: 1, arbitrary: fc.record({ do: does('undo'), run: index }) },
  { weight: 3, arbitrary: ofHost },
  { weight: 2, arbitrary: ofLink },
  { weight: 2, arbitrary: ofMigration },
  { weight: 2, arbitrary: clockJump },
  { weight: 2, arbitrary: place },
  { weight: 2, arbitrary: refuse },
  { weight: 1, arbitrary: accept },
);

const vm = fc.record({
  memoryGiB: fc.constantFrom(1, 2, 4, 8, 12),
  dirtyMiBps: fc.constantFrom(0, 5, 60, 3000),
  isStopped: fc.constantFrom(false, false, true),
});

/** A schedule: a first action, then events in any order. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  vms: fc.array(vm, { minLength: 2, maxLength: 6 }),
  foreignVms: fc.array(vm, { minLength: 0, maxLength: 2 }),
  steps: fc
    .tuple(
      fc.oneof(fc.record({ do: does('evacuate'), host: fc.constant(0), also }), migrate),
      fc.array(step, { minLength: 4, maxLength: 28, size: 'max' }),
    )
    .map(([first, rest]): Step[] => [first, ...rest]),
});
