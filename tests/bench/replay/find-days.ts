import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ReplayOptions } from './options.ts';
import { readDays } from './read-days.ts';
import { type Day, generateDay } from './trace.ts';

const USUAL_PLACE = path.resolve(import.meta.dirname, '../../../../shared/data');
const MADE_VMS = 1052;

/**
 * The days to replay and their origin: the named data, otherwise PlanetLab's in the usual folder, otherwise two
 * days generated from the seed. A quick run generates one day, so that it is the same everywhere.
 */
export async function findDays(
  options: Pick<ReplayOptions, 'data' | 'seed' | 'isQuick' | 'days'>,
): Promise<{ days: Day[]; source: string }> {
  const { days, source } = await findAll(options);
  const named = days.filter(({ name }) => options.days.length === 0 || options.days.includes(name));
  if (named.length === 0)
    throw new RangeError(`no such day; there are ${days.map(({ name }) => name).join(', ')}`);
  return { days: named, source };
}

async function findAll(
  options: Pick<ReplayOptions, 'data' | 'seed' | 'isQuick'>,
): Promise<{ days: Day[]; source: string }> {
  const place = options.data ?? (options.isQuick ? null : await usualPlace());
  if (place !== null) {
    const days = await readDays(place);
    if (days.length === 0) throw new RangeError(`${place}: holds no day`);
    return { days, source: 'PlanetLab, as published with CloudSim' };
  }
  const seeds = options.isQuick ? [options.seed] : [options.seed, options.seed + 1];
  return { days: seeds.map((seed) => generateDay(seed, MADE_VMS)), source: 'made from the seed' };
}

async function usualPlace(): Promise<string | null> {
  const found = await stat(USUAL_PLACE).catch(() => null);
  return found?.isDirectory() ? USUAL_PLACE : null;
}
