import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Runs a command to its end and returns its output. Throws an error with the last lines of output if it fails. */
export function run(
  command: string,
  args: readonly string[],
  options: {
    input?: string | Uint8Array;
    cwd?: string;
    env?: Record<string, string>;
    timeoutMs?: number;
  } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C', ...options.env },
      timeout: options.timeoutMs ?? 0,
      maxBuffer: 64 * 1024 * 1024,
    };
    const child = execFile(command, [...args], settings, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const words = stderr.trim().split('\n').slice(-5).join('\n') || error.message;
      reject(new Error(`${command} ${args[0] ?? ''}: ${words}`, { cause: error }));
    });
    child.stdin?.on('error', () => undefined); // it ended before it read all of its input: the exit code decides
    child.stdin?.end(options.input ?? '');
  });
}

/** Repeats a check until it is true. Throws `failure` after the time is over. */
export async function until(
  check: () => Promise<boolean> | boolean,
  options: { seconds: number; failure: string },
): Promise<void> {
  const end = performance.now() + options.seconds * 1000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(options.failure);
    await sleep(50);
  }
}

const ProcessRecord = z.object({ pid: z.number().int(), startTicks: z.string() });

/** State and start time of a process, or undefined when there is none. */
function readStat(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** Records a process with its start time, which distinguishes it from a later process with the same pid. */
function recordProcess(recordFile: string, pid: number, flag: 'w' | 'wx'): void {
  const stat = readStat(pid);
  if (!stat) throw new Error(`Process ${pid} did not start.`);
  writeFileSync(recordFile, JSON.stringify({ pid, startTicks: stat.startTicks }), { flag });
}

/** Runs an action that only one process may run at a time. Throws `refusal` if another process is running it. */
export async function exclusively<Result>(
  lockFile: string,
  refusal: string,
  action: () => Promise<Result>,
): Promise<Result> {
  if (existsSync(lockFile) && daemonPid(lockFile) === undefined) rmSync(lockFile, { force: true }); // left behind
  mkdirSync(dirname(lockFile), { recursive: true });
  try {
    recordProcess(lockFile, process.pid, 'wx');
  } catch (error) {
    throw new Error(refusal, { cause: error });
  }
  try {
    return await action();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

/** Starts a process that outlives this one and records it in `recordFile`. Its output goes to `logFile`. */
export function startDaemon(input: {
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  recordFile: string;
  logFile: string;
}): void {
  mkdirSync(dirname(input.recordFile), { recursive: true });
  const log = openSync(input.logFile, 'a');
  try {
    const child = spawn(input.command, [...input.args], {
      env: { ...process.env, LC_ALL: 'C', ...input.env },
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.on('error', () => undefined); // the process has no pid then, which is reported below
    child.unref();
    if (child.pid === undefined) throw new Error(`${input.command} did not start.`);
    recordProcess(input.recordFile, child.pid, 'w');
  } finally {
    closeSync(log);
  }
}

/**
 * The pid in `recordFile` if that process is still running. The start time distinguishes it from a later process
 * with the same pid.
 */
export function daemonPid(recordFile: string): number | undefined {
  try {
    const record = ProcessRecord.parse(JSON.parse(readFileSync(recordFile, 'utf8')));
    const stat = readStat(record.pid);
    return stat && stat.state !== 'Z' && stat.startTicks === record.startTicks ? record.pid : undefined;
  } catch {
    return undefined;
  }
}

/** The first child of a process. */
export function firstChild(pid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return children === '' ? undefined : Number(children.split(' ')[0]);
  } catch {
    return undefined;
  }
}

/** Kills the process in `recordFile` (or `victim`, after which it ends by itself) and waits until it is gone. */
export async function stopDaemon(recordFile: string, victim?: (pid: number) => number): Promise<void> {
  const pid = daemonPid(recordFile);
  if (pid !== undefined) {
    try {
      process.kill(victim ? victim(pid) : pid, 'SIGKILL');
    } catch {
      // it has already ended by itself
    }
    const gone = () => daemonPid(recordFile) === undefined;
    await until(gone, { seconds: 15, failure: `Process ${pid} does not end.` });
  }
  rmSync(recordFile, { force: true });
}
