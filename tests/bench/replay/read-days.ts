import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Day, SAMPLES_PER_DAY, type Trace } from './trace.ts';

/**
 * The days below `place`: a folder or an archive that contains a folder for each day. Such a folder has a file for
 * each VM with one figure on each line, as PlanetLab's traces are published with CloudSim. A folder of archives is
 * also accepted. Throws if a file contains anything else.
 */
export async function readDays(place: string): Promise<Day[]> {
  const found = await stat(place);
  if (!found.isDirectory()) return readArchive(place);
  const entries = (await readdir(place, { withFileTypes: true })).sort(byName);
  const days: Day[] = [];
  for (const entry of entries) {
    const inside = path.join(place, entry.name);
    if (entry.isDirectory()) days.push(await readDay(inside));
    else if (/\.tar(\.\w+)?$/.test(entry.name)) days.push(...(await readArchive(inside)));
  }
  return days.filter((day) => day.traces.length > 0);
}

async function readArchive(file: string): Promise<Day[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
  try {
    await promisify(execFile)('tar', ['-xf', path.resolve(file), '-C', folder]);
    return await readDays(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readDay(folder: string): Promise<Day> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .sort(byName);
  const traces = await Promise.all(
    names.map(async ({ name }) => parseTrace(name, await readFile(path.join(folder, name), 'utf8'))),
  );
  return { name: path.basename(folder), traces };
}

/** Throws if a line is not a percentage, or if there are not the 288 lines of a day. */
export function parseTrace(name: string, text: string): Trace {
  const cpuPercent = text.trim().split(/\s+/).map(Number);
  const isDay =
    cpuPercent.length === SAMPLES_PER_DAY && cpuPercent.every((value) => value >= 0 && value <= 100);
  if (!isDay) throw new RangeError(`${name}: not ${SAMPLES_PER_DAY} lines of 0 to 100 per cent`);
  return { name, cpuPercent };
}

/** By code unit: the same order on every machine. */
function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
