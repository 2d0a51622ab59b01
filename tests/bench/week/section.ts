import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import { faultKinds } from './faults.ts';
import { type WeekFigure, weekFigures } from './figures.ts';
import type { WeekCall } from './options.ts';
import type { WeekResult } from './play-week.ts';

export const figureHead = ['figure', 'measured', 'pass', 'verdict'];

export const figureCells = ({ says, value, unit, pass, verdict }: WeekFigure): string[] => [
  says,
  unit === 'GiB' ? `${value} GiB` : String(value),
  pass,
  pass === 'any' ? '-' : verdict,
];

interface Played {
  call: WeekCall;
  result: WeekResult;
  cpuSeconds: number;
}

export function weekSection(environment: Environment, { call, result, cpuSeconds }: Played): string {
  const { size, seed, days } = call;
  const kinds = Object.keys(faultKinds).map((kind) => {
    const count = result.faults.filter((fault) => fault.kind === kind).length;
    return `${count} ${kind}`;
  });
  return `## A week without a person

${describeEnvironment(environment)} ${days} days of a simulated data centre of ${size.hosts} hosts and ${size.vms} VMs, seed ${seed}; ${result.steps} steps of
60 seconds took ${Math.round(cpuSeconds / 60)} minutes of CPU time.

The cluster runs in mode *automatic* with the policy of a new cluster and a blackout from 01:00 to 03:00 in Berlin, through the tasks of the worker
on a PostgreSQL, with the driver of the simulator and a clock in steps. Faults from the seed, each with a surge on another host: ${kinds.join(', ')}. A host that dies
or whose samples are stale does not answer for 40 minutes, a sensor sticks for 40 minutes, all hosts refuse moves for an hour, somebody else takes moves back, the clock
of Ballast is two hours ahead for ten minutes. One VM is busy every half hour all week. The overview is read every 5 minutes as a person on call: an *alarm* is whatever
asks for a person there, or an overload of more than 15 minutes, or a stop. Overloaded: the true demand of the VMs of a host is above 80 % of its cores; starved: VMs of
hosts that have less than their VMs demand.

${markdownTable(figureHead, weekFigures(result).map(figureCells))}`;
}
