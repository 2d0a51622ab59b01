import fc from 'fast-check';
import { z } from 'zod';

/** Index of a host, VM or run, taken modulo their number. */
const index = z.int().nonnegative();

/** What happens next in a schedule: a turn of Ballast, a person's order, or a fault. */
const Step = z.discriminatedUnion('do', [
  z.object({ do: z.literal('ticks'), count: z.int().positive() }),
  z.object({ do: z.literal('collect') }),
  z.object({ do: z.literal('migrate'), vm: index, host: index }),
  z.object({ do: z.enum(['evacuate', 'return-host']), host: index }),
  z.object({ do: z.literal('cancel'), run: index }),
  // the process of Ballast ends: between two turns, or when it has sent an order; it is started again
  z.object({ do: z.enum(['restart-ballast', 'killed-after-order']) }),
  z.object({ do: z.literal('answer-lost') }), // of the next order, which is carried out
  z.object({ do: z.enum(['vcenter-down', 'vcenter-up', 'sessions-lost', 'vcenter-restarted']) }),
  z.object({ do: z.literal('host'), host: index, state: z.enum(['connected', 'notResponding']) }),
  z.object({ do: z.literal('link'), host: index, other: index, isCut: z.boolean() }),
  // how the migrations of a VM end from now on
  z.object({
    do: z.literal('plan'),
    vm: index,
    ms: z.int().positive(),
    fault: z.string().nullable(),
    check: z.string().nullable(),
  }),
  z.object({ do: z.literal('foreign-migration'), vm: index, host: index }),
  z.object({ do: z.literal('vm-removed'), vm: index }),
]);
export type Step = z.infer<typeof Step>;

const some = fc.nat(7);
const does = <K extends Step['do']>(...names: K[]) => fc.record({ do: fc.constantFrom(...names) });

const fault = fc.constantFrom(
  null,
  null,
  'HostNotConnected',
  'Timedout',
  'InsufficientMemoryResourcesFault',
  'MigrationFault',
);
const check = fc.constantFrom(null, null, null, 'FeatureRequirementsNotMet', 'CannotAccessNetwork');

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('ticks' as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 4, arbitrary: does('collect') },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('migrate' as const), vm: some, host: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('evacuate' as const), host: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('return-host' as const), host: some }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), run: some }) },
  { weight: 3, arbitrary: does('restart-ballast', 'killed-after-order', 'answer-lost') },
  {
    weight: 4,
    arbitrary: does('vcenter-down', 'vcenter-up', 'vcenter-up', 'sessions-lost', 'vcenter-restarted'),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('host' as const),
      host: some,
      state: fc.constantFrom('connected' as const, 'notResponding' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('link' as const),
      host: some,
      other: some,
      isCut: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('plan' as const),
      vm: some,
      ms: fc.constantFrom(100, 400, 1500),
      fault,
      check,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('foreign-migration' as const), vm: some, host: some }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('vm-removed' as const), vm: some }) },
);

const first = fc.oneof(
  fc.record({ do: fc.constant('evacuate' as const), host: fc.constant(0) }),
  fc.record({ do: fc.constant('migrate' as const), vm: some, host: some }),
);

/** The steps of the schedule with this number: the same ones each time. */
export function scheduleOf(number: number): Step[] {
  const schedules = fc.tuple(first, fc.array(step, { minLength: 6, maxLength: 20, size: 'max' }));
  const [drawn] = fc.sample(schedules, { seed: number, numRuns: 1 });
  if (drawn === undefined) throw new Error('no schedule was drawn');
  return [drawn[0], ...drawn[1]];
}
