import { describeEnvironment, type Environment } from '../report/environment.ts';
import { type Figure, judgeAtMost } from '../report/figures.ts';
import { markdownTable } from '../report/markdown.ts';
import type { PlayedDay } from './play-day.ts';

const TARGET_PERCENT = 15;
const round = (value: number): number => Math.round(value * 10) / 10;

/** The greatest error of the forecast, and what must not happen on such a day. */
export function dayFigures(days: readonly PlayedDay[]): Figure[] {
  const worst = round(Math.max(...days.map(({ errorPercent }) => errorPercent)));
  const notEnded = days.filter(({ state }) => state !== 'succeeded').length;
  const persons = days.reduce((sum, day) => sum + day.persons, 0);
  const elsewhere = days.reduce((sum, day) => sum + day.vmsElsewhere, 0);
  const never = (id: string, value: number): Figure => ({
    id,
    value,
    unit: '',
    pass: '0',
    aim: '0',
    verdict: judgeAtMost(value, { pass: 0, aim: 0 }),
  });
  return [
    {
      id: 'forecast-error',
      value: worst,
      unit: '%',
      pass: `${TARGET_PERCENT}`,
      aim: `${TARGET_PERCENT}`,
      verdict: judgeAtMost(worst, { pass: TARGET_PERCENT, aim: TARGET_PERCENT }),
    },
    never('days-not-ended', notEnded),
    never('persons-needed', persons),
    { id: 'vms-elsewhere', value: elsewhere, unit: 'VMs', pass: 'any', aim: 'any', verdict: 'aim' },
  ];
}

export const dayHead = [
  'seed',
  'hosts',
  'at once',
  'ended',
  'moves',
  'forecast',
  'took',
  'error',
  'VMs elsewhere',
];

export const dayLines = (days: readonly PlayedDay[]): string[][] =>
  days.map((day) => [
    String(day.seed),
    String(day.hosts),
    String(day.hostsAtOnce),
    day.state,
    String(day.moves),
    minutes(day.forecastSeconds),
    minutes(day.tookSeconds),
    `${round(day.errorPercent)} %`,
    String(day.vmsElsewhere),
  ]);

const minutes = (seconds: number): string => `${round(seconds / 60)} min`;

export function daySection(environment: Environment, days: readonly PlayedDay[]): string {
  const [first] = days;
  return `## A patch day

${describeEnvironment(environment)} Every host of a simulated data centre of ${first?.hosts ?? 0} hosts is patched, with nobody there: emptied, its step, a restart, its VMs
brought back, the next one. Through the services that the worker calls, on a PostgreSQL, with the driver of the simulator and a clock in steps of a second. The step takes 20 s and the restart 60 s,
each up to a fifth more or less on each host; the file of commands says 80 s. VMs that cannot leave their host are left out of the data centre, because they ask for a person. *Error*: of the time that the
preview forecasts for the whole run, of what the run took; at most ${TARGET_PERCENT} % on each day. *VMs elsewhere*: VMs that did not fit on their former host any more, so that they stayed where they were.
Seeds 1 to 20 were used for tuning.

${markdownTable(dayHead, dayLines(days))}`;
}
