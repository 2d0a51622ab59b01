import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface MeasuredRun {
  readonly stdout: string;
  readonly cpuSeconds: number; // user and system together
}

// bash's own `time`, because Node cannot report the CPU time of another program.
const TIMED = 'TIMEFORMAT="cpu %U %S"; time "$@"';

/** Runs a program and returns the CPU time that it used. Throws if it fails. */
export async function runMeasured(program: string, args: readonly string[]): Promise<MeasuredRun> {
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', TIMED, 'bash', program, ...args], {
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const match = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  if (match === null) throw new Error(`no CPU time after ${program}`);
  return { stdout, cpuSeconds: Number(match[1]) + Number(match[2]) };
}
