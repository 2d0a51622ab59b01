import { type Size, sizeName } from '../instances/size.ts';
import type { ReplayResult } from '../replay-result.ts';
import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import type { DayResult } from './day-result.ts';
import type { Origin } from './earlier-results.ts';
import type { Player } from './players.ts';
import { toStored } from './result-state.ts';

/** One day of one cluster, with every strategy. */
export interface PlayedDay {
  readonly day: string;
  readonly size: Size;
  readonly vms: number;
  readonly results: readonly DayResult[];
}

export const resultHead = [
  'strategy',
  'overloaded host-minutes',
  'before it shows',
  'while copying',
  'starved VM-minutes',
  'spread',
  'moves',
  'moved GiB',
  'back within 1 h',
  'limits broken',
  'dropped',
  'CPU s to decide',
];

export function resultLine(result: DayResult): string[] {
  return [
    result.strategy,
    result.overloadedHostMinutes.toFixed(0),
    result.unseenHostMinutes?.toFixed(0) ?? '-',
    result.copyingHostMinutes?.toFixed(0) ?? '-',
    result.starvedVmMinutes.toFixed(0),
    result.spread.toFixed(3),
    String(result.moves),
    toGiB(result.movedMiB).toFixed(0),
    String(result.movesBack),
    String(result.limitsBroken),
    String(result.refused),
    result.cpuSeconds.toFixed(1),
  ];
}

/** The figures in the format of the planner's table, with all measurements. */
export function toReplayResult(
  environment: Environment,
  origin: Origin,
  played: readonly PlayedDay[],
): ReplayResult {
  return {
    ...environment,
    ...origin,
    days: played.map(({ day, size, results }) => ({
      day: dayName(day, size),
      strategies: results.map(toStored),
    })),
  };
}

/** A day of one cluster, by its name in the figures. */
export const dayName = (day: string, size: Size): string => `${day} ${sizeName(size)}`;

const toGiB = (mib: number): number => mib / 1024;

export function replaySection(
  environment: Environment,
  { source, seed, peersDate }: Origin & { peersDate: string | undefined },
  played: readonly PlayedDay[],
  strategies: readonly Pick<Player, 'name' | 'about'>[],
): string {
  const tables = played.map(
    ({ day, size, results }) =>
      `### ${day}, ${size.hosts} hosts, ${size.vms} VMs\n\n${markdownTable(resultHead, results.map(resultLine))}`,
  );
  return `## Replayed days: collect, plan, move

${describeEnvironment(environment)} Days: ${[...new Set(played.map(({ day }) => day))].join(', ')} (${source}); seed ${seed}.${peersDate === undefined ? '' : ` The peers' figures were measured on ${peersDate}.`}

${MAPPING}

![Overloaded host-minutes since midnight, by strategy](images/replay.svg)

${tables.join('\n\n')}

${strategies.map(({ name, about }) => `- ${name}: ${about}.`).join('\n')}`;
}

const MAPPING = `A trace is the CPU of one VM in per cent every five minutes, interpolated linearly; the VM's demand is that share of its
vCPUs at 2.6 GHz. The seed determines vCPUs (2, 4, 8), memory (1, 2, 4 GiB per vCPU; 40-90 % touched) and the first host: any host with
enough free memory, whatever its CPU load. Hosts: 16 cores, 192 GiB, 10 Gbit/s; 1.3 GHz and 4 GiB of each are reserved. All
strategies see the same: demand observed every 15 s and smoothed as in the product. Their moves take as long as the product
forecasts, count on both hosts meanwhile, and run two at a time per host. Overloaded: the true demand, not the smoothed one, is above 80 % CPU or
90 % memory. These minutes have a floor: *before it shows* counts those in which the smoothed demand, which is all that a balancer
sees, was still below the threshold, and *while copying* those in which a VM was already leaving the host. Starved: VMs of hosts whose CPU demand exceeds what the reserve leaves. Dropped: a move that no longer fitted.`;
