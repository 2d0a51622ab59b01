import type { Random } from '../instances/random.ts';

/** A guest of the benchmark, and its load during the migration. */
export interface BenchGuest {
  readonly name: string;
  readonly memoryMiB: number;
  readonly fillMiB: number; // written once before the migration, so that this memory must be copied
  readonly dirtyMiBps: number;
  readonly workingSetMiB: number;
}

/** One kind of move of one guest. Equal moves are repeated, so that their variation can be separated from the model's error. */
export interface Case {
  readonly guest: BenchGuest;
  readonly capMiBps: number | null;
  readonly targetPauseMs: number;
}

const guests = {
  idle: { name: 'idle', memoryMiB: 128, fillMiB: 0, dirtyMiBps: 0, workingSetMiB: 16 },
  full: { name: 'full', memoryMiB: 384, fillMiB: 256, dirtyMiBps: 1, workingSetMiB: 16 },
  web: { name: 'web', memoryMiB: 192, fillMiB: 48, dirtyMiBps: 4, workingSetMiB: 48 },
  app: { name: 'app', memoryMiB: 320, fillMiB: 128, dirtyMiBps: 12, workingSetMiB: 128 },
  db: { name: 'db', memoryMiB: 512, fillMiB: 256, dirtyMiBps: 32, workingSetMiB: 256 },
  cache: { name: 'cache', memoryMiB: 256, fillMiB: 128, dirtyMiBps: 24, workingSetMiB: 10 },
} as const satisfies Record<string, BenchGuest>;

export const benchGuests: readonly BenchGuest[] = Object.values(guests);

const cases: readonly Case[] = [
  { guest: guests.idle, capMiBps: 8, targetPauseMs: 300 },
  { guest: guests.idle, capMiBps: 10, targetPauseMs: 300 },
  { guest: guests.full, capMiBps: 32, targetPauseMs: 300 },
  { guest: guests.full, capMiBps: 48, targetPauseMs: 100 },
  { guest: guests.web, capMiBps: 12, targetPauseMs: 300 },
  { guest: guests.web, capMiBps: 16, targetPauseMs: 800 },
  { guest: guests.app, capMiBps: 20, targetPauseMs: 300 },
  { guest: guests.app, capMiBps: 32, targetPauseMs: 300 },
  { guest: guests.app, capMiBps: 8, targetPauseMs: 300 }, // does not converge
  { guest: guests.db, capMiBps: 48, targetPauseMs: 300 },
  { guest: guests.db, capMiBps: 64, targetPauseMs: 100 },
  { guest: guests.db, capMiBps: 24, targetPauseMs: 300 }, // does not converge
  { guest: guests.cache, capMiBps: 28, targetPauseMs: 300 },
  { guest: guests.cache, capMiBps: 40, targetPauseMs: 300 }, // its working set is small enough for the pause
  { guest: guests.cache, capMiBps: 16, targetPauseMs: 300 }, // does not converge
  { guest: guests.idle, capMiBps: null, targetPauseMs: 300 }, // these take less than 5 s and are used for training only
  { guest: guests.full, capMiBps: null, targetPauseMs: 300 },
  { guest: guests.db, capMiBps: null, targetPauseMs: 300 },
];

/** The moves in order: every case once in random order, repeated with a new order until there are enough. */
export function schedule(random: Random, count: number): Case[] {
  const moves: Case[] = [];
  while (moves.length < count) moves.push(...random.shuffle([...cases]));
  return moves.slice(0, count);
}

export const nameOf = ({ guest, capMiBps, targetPauseMs }: Case): string =>
  `${guest.name} at ${capMiBps === null ? 'full speed' : `${capMiBps} MiB/s`}, pause ${targetPauseMs} ms`;
