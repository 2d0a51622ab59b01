import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';

/** Computes without a pause, and ends when its parent ends for any reason. */
const BUSY = `
  const parent = process.ppid;
  while (process.ppid === parent) for (const end = Date.now() + 50; Date.now() < end; ) Math.sqrt(end);`;

/** Keeps every CPU of this machine busy with `perCpu` processes each. Returns a function that stops them. */
export function loadCpus(perCpu: number): () => void {
  const count = Math.round(os.availableParallelism() * perCpu);
  const busy = Array.from(
    { length: count },
    (): ChildProcess => spawn(process.execPath, ['-e', BUSY], { stdio: 'ignore' }),
  );
  return () => {
    for (const child of busy) child.kill('SIGKILL');
  };
}
