import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Schedule } from './schedule.ts';

const folder = path.join(import.meta.dirname, 'schedules');

/** Schedules that once violated an invariant, stored in full: the meaning of a seed and path changes with the generator. */
export function keptSchedules(): { file: string; schedule: Schedule }[] {
  return fs.readdirSync(folder).map((file) => ({ file, schedule: readSchedule(path.join(folder, file)) }));
}

/** Reads a schedule from a file. Throws an error with the position of the fault if the file is not a schedule. */
export function readSchedule(file: string): Schedule {
  const parsed = Schedule.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is no schedule: ${z.prettifyError(parsed.error)}`);
}
