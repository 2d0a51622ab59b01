import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';

/** Works without a pause, and ends with its parent, however that ends. */
const BUSY = `
  const parent = process.ppid;
  while (process.ppid === parent) for (const end = Date.now() + 50; Date.now() < end; ) Math.sqrt(end);`;

/** Keeps every CPU of this machine busy `perCpu` times over. Returns what ends it. */
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
