import { present } from '../../../lib/model/present.ts';
import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import type { DayResult } from './day-result.ts';
import type { Origin } from './earlier-results.ts';
import { actOf } from './players.ts';
import type { PlayedDay } from './section.ts';

export const levelHead = [
  'mode',
  'aggressiveness',
  'overloaded host-minutes',
  'floor',
  'starved VM-minutes',
  'moves',
  'moved GiB',
  'back within 1 h',
];

/**
 * The sums of the product over all days, a line for each mode and level. Floor: the minutes before an overload shows and while a VM leaves
 * the host, which no policy can avoid. Empty if fewer than two of them were played.
 */
export function levelLines(played: readonly PlayedDay[]): string[][] {
  const own = played.flatMap(({ results }) => results).filter(({ strategy }) => actOf(strategy) !== null);
  const byName = Map.groupBy(own, ({ strategy }) => strategy);
  if (byName.size < 2) return [];
  return [...byName]
    .map(([name, results]) => ({ ...present(actOf(name), name), results }))
    .toSorted((a, b) => a.mode.localeCompare(b.mode) || a.level - b.level)
    .map(({ mode, level, results }) => {
      const sum = (pick: (result: DayResult) => number): number =>
        results.reduce((total, result) => total + pick(result), 0);
      const floor = sum(
        ({ unseenHostMinutes = 0, copyingHostMinutes = 0 }) => unseenHostMinutes + copyingHostMinutes,
      );
      return [
        mode,
        String(level),
        sum((result) => result.overloadedHostMinutes).toFixed(0),
        floor.toFixed(0),
        sum((result) => result.starvedVmMinutes).toFixed(0),
        String(sum((result) => result.moves)),
        sum((result) => result.movedMiB / 1024).toFixed(0),
        String(sum((result) => result.movesBack)),
      ];
    });
}

/** The section of the levels; null if there is nothing to compare. */
export function levelSection(
  environment: Environment,
  { source, seed }: Origin,
  played: readonly PlayedDay[],
): string | null {
  const lines = levelLines(played);
  if (lines.length === 0) return null;
  const days = played.map(({ day, size }) => `${day} with ${size.hosts} hosts and ${size.vms} VMs`);
  return `## What each level buys and costs

${describeEnvironment(environment)} Days: ${source}; seed ${seed}.

Sums over ${days.join(', ')}: the product with the policy of a new cluster except its mode and aggressiveness.
In the modes *off* and *suggest* nothing moves without a person. Floor: of the overloaded host-minutes, those before
the smoothed demand shows the overload and those while a VM is already leaving the host, which no policy can avoid.

${markdownTable(levelHead, lines)}`;
}
