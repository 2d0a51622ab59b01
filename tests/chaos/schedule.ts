import fc from 'fast-check';

const index = fc.nat(5); // of a host, VM or run: taken modulo what there is

/** How a tick of a worker goes wrong, counted in effects: calls of the database or of a hypervisor. */
export type Mishap =
  | { kind: 'killed'; atEffect: number; when: 'before' | 'after' } // kill -9: nothing that this worker does comes after
  | { kind: 'answer-lost'; atCall: number } // the hypervisor did as told, and its answer got lost
  | { kind: 'database-lost'; atEffect: number }; // PostgreSQL restarts: every connection breaks

export type Step =
  | { do: 'pass'; seconds: number }
  | { do: 'tick'; mishap: Mishap | null }
  | { do: 'two-workers'; mishap: Mishap | null } // both work on the cluster at the same time
  | { do: 'collect' }
  | { do: 'migrate'; vm: number; host: number; kind: 'live' | 'quick' }
  | { do: 'evacuate'; host: number; besideTick: boolean }
  | { do: 'cancel'; run: number }
  | { do: 'host-down' | 'host-up' | 'daemon-down' | 'daemon-up'; host: number }
  | { do: 'link-cut' | 'link-joined'; host: number; other: number }
  | { do: 'fail-migration' } // the receiving process of a migration under way is killed
  | { do: 'hang-migration' } // one under way never ends by itself
  | { do: 'clock-jump'; seconds: number };

export interface Schedule {
  /** Memory of each VM in GiB; the first half begin on the first host. */
  vms: { memoryGiB: number; dirtyMiBps: number; isStopped: boolean }[];
  steps: Step[];
}

const mishap: fc.Arbitrary<Mishap | null> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('killed' as const),
      atEffect: fc.integer({ min: 1, max: 24 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('answer-lost' as const),
      atCall: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('database-lost' as const),
      atEffect: fc.integer({ min: 1, max: 16 }),
    }),
  },
);

const does = <K extends Step['do']>(name: K) => fc.constant(name);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: does('tick'), mishap }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: does('pass'), seconds: fc.constantFrom(0.2, 1, 2, 5, 15, 60) }),
  },
  { weight: 2, arbitrary: fc.record({ do: does('two-workers'), mishap }) },
  { weight: 2, arbitrary: fc.record({ do: does('collect') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: does('migrate'),
      vm: index,
      host: index,
      kind: fc.constantFrom('live' as const, 'live' as const, 'quick' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('evacuate'), host: index, besideTick: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('cancel'), run: index }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'host-down' as const,
        'host-up' as const,
        'host-up' as const,
        'daemon-down' as const,
        'daemon-up' as const,
        'daemon-up' as const,
      ),
      host: index,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('link-cut' as const, 'link-joined' as const, 'link-joined' as const),
      host: index,
      other: index,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('fail-migration' as const, 'fail-migration' as const, 'hang-migration' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('clock-jump'), seconds: fc.constantFrom(-7200, -30, 30, 3600, 14_400) }),
  },
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
      fc.oneof(
        fc.record({ do: does('evacuate'), host: fc.constant(0), besideTick: fc.constant(false) }),
        fc.record({ do: does('migrate'), vm: index, host: index, kind: fc.constant('live' as const) }),
      ),
      fc.array(step, { minLength: 4, maxLength: 28, size: 'max' }),
    )
    .map(([first, rest]): Step[] => [first, ...rest]),
});
