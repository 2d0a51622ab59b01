import path from 'node:path';
import { type Environment, readEnvironment } from '../lib/platform/env.ts';
import type { CommandIo } from './io.ts';

/** The folder of this installation, wherever the command was called from. */
export const projectFolder = path.resolve(import.meta.dirname, '..');

/**
 * Node's arguments for a process of Ballast that runs its sources. Prisma 7 calls pg in a way that pg 9 will not accept: users
 * cannot do anything about that warning.
 */
export const loaderArguments: readonly string[] = [
  '--disable-warning=DeprecationWarning',
  '--import',
  import.meta.resolve('tsx'),
];

/**
 * Node's arguments for a worker. What pg has read is not on the heap, and is freed with the young objects that refer to it: with half of the usual
 * space for these, a worker of 1,000 hosts takes 700 instead of 1,100 MB, and no longer for a round.
 */
export const workerArguments: readonly string[] = [
  '--max-semi-space-size=8',
  ...loaderArguments,
  path.join('bin', 'ballast.ts'),
  'worker',
];

/**
 * Environment variables of a process of Ballast that does the work. glibc keeps heaps for each thread, up to eight for each core, and returns
 * little of them: with two, rounds of 1,000 hosts in one process took 1,050 instead of 1,300 MB.
 */
export const memorySettings: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '2' };

/** The environment with the data folder of this installation. Throws `bad-environment`. */
export function environmentOf(io: Pick<CommandIo, 'env'>): Environment {
  return readEnvironment(io.env, projectFolder);
}

export const postgresFolder = (env: Environment): string => path.join(env.dataFolder, 'postgres');
