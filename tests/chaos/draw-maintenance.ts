import fc from 'fast-check';
import { FailedChoice } from '../../lib/model/patch-run.ts';
import {
  accept,
  cancel,
  does,
  evacuate,
  mishapWith,
  ofLink,
  ofMigration,
  pass,
  pause,
  place,
  refuse,
} from './draw-schedule.ts';
import type { Event, Schedule, Step, Turn } from './schedule.ts';
import { DecidedWay, PatchedBy } from './schedule-of-maintenance.ts';

const index = fc.nat(5);

const patch = fc.record({
  do: does('patch'),
  hosts: fc.array(index, { minLength: 1, maxLength: 4 }),
  by: fc.constantFrom(...PatchedBy.options, 'update', 'person', 'webhook'),
  atOnce: fc.integer({ min: 1, max: 3 }),
  back: fc.constantFrom('before', 'before', 'stay', 'balance'),
});
const change = fc.record({ do: fc.constantFrom('pause-patch', 'cancel-patch') });
const continued = fc.record({
  do: does('continue-patch'),
  failed: fc.constantFrom(...FailedChoice.options, 'again', null, null),
});
const confirm = fc.record({
  do: does('confirm'),
  host: index,
  by: fc.constantFrom('person', 'webhook'),
});
const ofHost = fc.record({
  do: fc.constantFrom(
    'host-died',
    'host-died',
    'host-down',
    'host-up',
    'host-up',
    'host-up',
    'daemon-down',
    'daemon-up',
  ),
  host: index,
});
const restart = fc.record({ do: does('restart'), host: index });
const removeCopy = fc.record({ do: does('remove-copy'), vm: index });
const evacuateBy = fc.record({
  do: does('evacuate-by'),
  host: index,
  ways: fc.array(fc.constantFrom(...DecidedWay.options), { minLength: 1, maxLength: 3 }),
});
const leave = fc.record({
  do: does('leave-maintenance'),
  host: index,
  brings: fc.boolean(),
  starts: fc.boolean(),
});
const rebalance = fc.record({ do: does('rebalance') });
/** Clocks are set by hours at most: after a whole week back the time limits of a patch run are a week later. */
const clockJump = fc.record({
  do: does('clock-jump'),
  seconds: fc.constantFrom(-30, 30, 3600),
  layer: fc.constantFrom('all', 'worker', 'other-worker', 'web'),
});

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: pass },
  { weight: 4, arbitrary: ofHost },
  { weight: 1, arbitrary: ofLink },
  { weight: 1, arbitrary: ofMigration },
  { weight: 1, arbitrary: place },
  { weight: 1, arbitrary: cancel },
  { weight: 1, arbitrary: pause },
  { weight: 1, arbitrary: evacuate },
  { weight: 2, arbitrary: evacuateBy },
  { weight: 3, arbitrary: leave },
  { weight: 1, arbitrary: rebalance },
  { weight: 2, arbitrary: change },
  { weight: 2, arbitrary: continued },
  { weight: 2, arbitrary: confirm },
  { weight: 1, arbitrary: restart },
  { weight: 1, arbitrary: clockJump },
);

const turns: readonly Turn[] = ['tick', 'collect', 'patch', 'signs'];
const mishap = (own: Turn) => mishapWith(fc.constantFrom(...turns.filter((turn) => turn !== own)), event);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: does('tick'), mishap: mishap('tick') }) },
  { weight: 9, arbitrary: fc.record({ do: does('patch-tick'), mishap: mishap('patch') }) },
  { weight: 3, arbitrary: fc.record({ do: does('two-patchers'), mishap: mishap('patch') }) },
  { weight: 1, arbitrary: fc.record({ do: does('two-workers'), mishap: mishap('tick') }) },
  { weight: 7, arbitrary: fc.record({ do: does('collect'), mishap: mishap('collect') }) },
  { weight: 4, arbitrary: fc.record({ do: does('signs'), mishap: mishap('signs') }) },
  { weight: 6, arbitrary: pass },
  { weight: 4, arbitrary: patch },
  { weight: 1, arbitrary: change },
  { weight: 2, arbitrary: continued },
  { weight: 3, arbitrary: confirm },
  { weight: 4, arbitrary: ofHost },
  { weight: 4, arbitrary: restart },
  { weight: 1, arbitrary: removeCopy },
  { weight: 3, arbitrary: evacuateBy },
  { weight: 2, arbitrary: leave },
  { weight: 1, arbitrary: cancel },
  { weight: 1, arbitrary: pause },
  { weight: 2, arbitrary: rebalance },
  { weight: 1, arbitrary: ofMigration },
  { weight: 1, arbitrary: ofLink },
  { weight: 1, arbitrary: place },
  { weight: 1, arbitrary: refuse },
  { weight: 1, arbitrary: accept },
  { weight: 1, arbitrary: clockJump },
);

/** Steps in the order in which things usually happen, so that patch runs and restarts come further than their first moments. */
const stretch: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 6, arbitrary: step.map((one) => [one]) },
  {
    weight: 3,
    arbitrary: fc.array(
      fc.constantFrom<Step>(
        { do: 'tick', mishap: null },
        { do: 'patch-tick', mishap: null },
        { do: 'collect', mishap: null },
        { do: 'pass', seconds: 5 },
        { do: 'pass', seconds: 20 },
      ),
      { minLength: 3, maxLength: 8, size: 'max' },
    ),
  },
  {
    weight: 1,
    arbitrary: index.map((host): Step[] => [
      { do: 'host-died', host },
      { do: 'pass', seconds: 60 },
      { do: 'collect', mishap: null },
      { do: 'signs', mishap: null },
    ]),
  },
);

const vm = fc.record({
  memoryGiB: fc.constantFrom(1, 2, 4, 8, 12),
  dirtyMiBps: fc.constantFrom(0, 5, 60),
  isStopped: fc.constantFrom(false, false, false, true),
  isAutostart: fc.constantFrom(false, false, true),
  ignoresShutDown: fc.constantFrom(false, false, true),
  bond: fc.constantFrom(undefined, undefined, undefined, 'device' as const, 'tie' as const),
});

/** Days of maintenance: hosts are patched, die and are emptied in every way, while workers die and people change their minds. */
export const maintenanceSchedules: fc.Arbitrary<Schedule> = fc.record({
  vms: fc.array(vm, { minLength: 2, maxLength: 6 }),
  foreignVms: fc.array(vm, { minLength: 0, maxLength: 1 }),
  steps: fc
    .tuple(
      fc.oneof(patch, patch, evacuateBy),
      fc.array(stretch, { minLength: 4, maxLength: 14, size: 'max' }),
    )
    .map(([first, rest]): Step[] => [first, ...rest.flat()]),
  reserve: fc.record({
    hosts: fc.constantFrom(3, 4),
    failuresToSurvive: fc.constantFrom(0, 1, 2),
    keepReserve: fc.constantFrom('warn' as const, 'keep' as const),
    restartsProved: fc.boolean(),
  }),
});
