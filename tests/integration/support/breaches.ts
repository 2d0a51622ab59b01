import { type Calendar, isOpen } from '../../../lib/model/calendar.ts';
import type { Policy } from '../../../lib/model/policy.ts';

/** An automatic move that has begun, as it is stored. */
export interface BegunMove {
  vmId: string | null;
  vmName: string;
  runId: string | null;
  state: string;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** A stop of automation; null: nobody has resumed it. */
export interface Stop {
  code: string;
  at: Date;
  resumedAt: Date | null;
}

/** What automation did although its policy forbids it. */
export interface Breach {
  rule: 'cool-down' | 'calendar' | 'moves-an-hour' | 'stop';
  says: string;
}

/** What automatic moves, ordered by their start, did against the policy. Empty: nothing. Pure. */
export function breaches(
  moves: readonly BegunMove[],
  stops: readonly Stop[],
  { coolDownSeconds, movesPerHour, ...calendar }: Policy,
): Breach[] {
  return [
    ...movedTwice(moves, coolDownSeconds * 1000),
    ...outsideCalendar(moves, calendar),
    ...tooManyInAnHour(moves, movesPerHour),
    ...afterStop(moves, stops),
  ];
}

const startOf = (move: BegunMove): number => move.startedAt?.getTime() ?? 0;

/** A VM that is parked moves twice in one job: that is one plan. */
function movedTwice(moves: readonly BegunMove[], coolDownMs: number): Breach[] {
  return moves.flatMap((move, index) => {
    const before = moves
      .slice(0, index)
      .findLast(({ vmId, runId }) => vmId === move.vmId && runId !== move.runId);
    const gapMs = before?.state === 'done' ? startOf(move) - (before.finishedAt?.getTime() ?? 0) : coolDownMs;
    return gapMs < coolDownMs
      ? [{ rule: 'cool-down', says: `${move.vmName} moved again after ${gapMs / 1000} s` }]
      : [];
  });
}

const outsideCalendar = (moves: readonly BegunMove[], calendar: Calendar): Breach[] =>
  moves.flatMap((move) =>
    isOpen(new Date(startOf(move)), calendar)
      ? []
      : [
          {
            rule: 'calendar',
            says: `${move.vmName} began at ${move.startedAt?.toISOString()}, outside the calendar`,
          },
        ],
  );

function tooManyInAnHour(moves: readonly BegunMove[], limit: number | null): Breach[] {
  if (limit === null) return [];
  const most = Math.max(
    0,
    ...moves.map((move) => {
      const since = startOf(move) - 3_600_000;
      return moves.filter((other) => startOf(other) > since && startOf(other) <= startOf(move)).length;
    }),
  );
  return most > limit ? [{ rule: 'moves-an-hour', says: `${most} moves began in an hour` }] : [];
}

const afterStop = (moves: readonly BegunMove[], stops: readonly Stop[]): Breach[] =>
  moves.flatMap((move) => {
    const stop = stops.find(
      ({ at, resumedAt }) =>
        startOf(move) > at.getTime() && (resumedAt === null || startOf(move) < resumedAt.getTime()),
    );
    return stop ? [{ rule: 'stop', says: `${move.vmName} began after a stop (${stop.code})` }] : [];
  });
