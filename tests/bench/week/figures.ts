import { type Figure, judgeAtMost } from '../report/figures.ts';
import { movesBack } from './moves.ts';
import type { WeekResult } from './play-week.ts';

export interface WeekFigure extends Figure {
  readonly says: string; // for the page
}

/** What the week was like, and what must not happen in it: each of those is 0. */
export function weekFigures(result: WeekResult): WeekFigure[] {
  const { moves } = result;
  const measured = (id: string, says: string, value: number, unit: string): WeekFigure => ({
    id,
    says,
    value: Math.round(value * 10) / 10,
    unit,
    pass: 'any',
    aim: 'any',
    verdict: 'aim',
  });
  const never = (id: string, says: string, found: readonly unknown[]): WeekFigure => ({
    id,
    says,
    value: found.length,
    unit: '',
    pass: '0',
    aim: '0',
    verdict: judgeAtMost(found.length, { pass: 0, aim: 0 }),
  });
  const breachesOf = (rule: string) => result.breaches.filter((breach) => breach.rule === rule);
  const sentGiB = moves.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 30;
  return [
    measured('overloaded', 'overloaded host-minutes', result.overloadedHostMinutes, 'host-minutes'),
    measured('starved', 'starved VM-minutes', result.starvedVmMinutes, 'VM-minutes'),
    measured('moves', 'automatic moves', moves.length, 'moves'),
    measured('moved', 'moved', sentGiB, 'GiB'),
    measured('faults', 'faults injected', result.faults.length, ''),
    measured('stops', 'stops, each resumed by a person after 30 minutes', result.stops.length, ''),
    measured(
      'blackout-evaluations',
      'times that only a blackout kept a move from beginning',
      result.blackoutEvaluations,
      '',
    ),
    never('moves-back', 'VMs moved back within an hour', movesBack(moves)),
    never('moved-in-cool-down', 'VMs moved twice within their cool-down', breachesOf('cool-down')),
    never('moved-in-blackout', 'moves that began in a blackout', breachesOf('calendar')),
    never('moved-after-stop', 'moves that began after a stop', breachesOf('stop')),
    never('too-many-moves', 'hours with more moves than the policy allows', breachesOf('moves-an-hour')),
    never('moved-on-bad-data', 'moves that began on bad data', result.onBadData),
    never('alarms-without-fault', 'alarms without a fault', result.unexplained),
    never('faults-without-alarm', 'faults that need a person, without an alarm', result.unseen),
    never('failed-tasks', 'tasks of the worker that failed', result.problems),
  ];
}

/** What missed its target, in words. */
export const weekTroubles = (result: WeekResult): string[] => [
  ...movesBack(result.moves).map(({ vmName }) => `${vmName} came back within an hour`),
  ...result.breaches.map(({ says }) => says),
  ...result.onBadData,
  ...result.unexplained.map((says) => `alarm without a fault: ${says}`),
  ...result.unseen.map(({ kind, from }) => `no alarm for ${kind} at ${new Date(from).toISOString()}`),
  ...result.problems,
];
