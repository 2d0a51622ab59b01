import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LinearProgram } from './linear-program.ts';

/** The result of HiGHS. `bound`: no solution is better. Values are those of the best solution found, by variable. */
export type Solution =
  | { readonly status: 'infeasible' | 'nothing-found' }
  | {
      readonly status: 'optimal' | 'time-limit';
      readonly objective: number;
      readonly bound: number;
      readonly values: ReadonlyMap<string, number>;
    };

export interface SolveRequest {
  readonly text: string;
  readonly cpuLimitSeconds: number;
}

export type SolveReply =
  | { status: 'infeasible' | 'nothing-found' }
  | { status: 'optimal' | 'time-limit'; objective: number; bound: number; values: [string, number][] };

const CHILD = path.join(import.meta.dirname, 'solve-child.ts');

// HiGHS checks its limit only from time to time, and gets only a share of the CPU. It is killed after this multiple of the
// limit.
const PATIENCE = 10;

/** Solves in a separate process, which can be killed, because HiGHS blocks its thread. */
export async function solve(program: LinearProgram, cpuLimitSeconds: number): Promise<Solution> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD], { stdio: ['pipe', 'pipe', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE * cpuLimitSeconds * 1000);
  try {
    const request: SolveRequest = { text: program.toText(), cpuLimitSeconds };
    child.stdin.end(JSON.stringify(request));
    let output = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) output += chunk;
    if (output === '') return { status: 'nothing-found' };
    const reply = JSON.parse(output) as SolveReply;
    return 'values' in reply ? { ...reply, values: new Map(reply.values) } : reply;
  } finally {
    clearTimeout(timer);
  }
}

/** The version of the npm package that holds HiGHS. */
export async function highsVersion(): Promise<string> {
  const file = new URL('../../../node_modules/highs/package.json', import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}
