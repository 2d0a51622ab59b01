import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Schedule } from './schedule.ts';

const folder = path.join(import.meta.dirname, 'schedules');

/** Schedules that broke a promise once, as they were then: what a seed and a path mean changes with the generator. */
export function keptSchedules(): { file: string; schedule: Schedule }[] {
  return fs.readdirSync(folder).map((file) => ({ file, schedule: readSchedule(path.join(folder, file)) }));
}

/** Reads a schedule from a file. Throws, with the place of the fault, where it is none. */
export function readSchedule(file: string): Schedule {
  const parsed = Schedule.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is no schedule: ${z.prettifyError(parsed.error)}`);
}
