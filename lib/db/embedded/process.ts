import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { BallastError } from '../../model/errors.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { diskFull, serverEnvironment } from './folder.ts';

/** A server that serves this folder now. */
export interface RunningServer {
  pid: number;
  port: number;
}

const START_TIMEOUT_MS = 300_000; // recovery after a power cut may take minutes
const STOP_TIMEOUT_MS = 20_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Line by line: pid, folder, start time, port, ..., status. Empty if there is no such file. */
function readPidFile(folder: string): string[] {
  try {
    return fs.readFileSync(path.join(folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/**
 * The pid file survives a crash, and its number may belong to another program by then: so the process itself is
 * checked.
 */
function isServing(pid: number, folder: string): boolean {
  try {
    const isPostgres = fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
    return isPostgres && fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(folder);
  } catch {
    return false;
  }
}

/** The process that serves this folder, whoever started it, ready or not; null: there is none. */
function findProcess(folder: string): number | null {
  const pid = Number(readPidFile(folder)[0]);
  return pid && isServing(pid, folder) ? pid : null;
}

/** The server of this folder once it accepts connections; null otherwise. */
export function findServer(folder: string): RunningServer | null {
  const pid = findProcess(folder);
  const [, , , port, , , , status] = readPidFile(folder);
  return pid && status?.trim() === 'ready' ? { pid, port: Number(port) } : null;
}

/** Waits for a server that another process is starting; null: there is none (any more). */
export async function awaitServer(folder: string): Promise<RunningServer | null> {
  for (let waitedMs = 0; findProcess(folder) && waitedMs < START_TIMEOUT_MS; waitedMs += 50) {
    const server = findServer(folder);
    if (server) return server;
    await pause(50);
  }
  return null;
}

/** Whether a server process runs in the folder, ready or still recovering. */
export function isServerAlive(folder: string): boolean {
  return findProcess(folder) !== null;
}

/** Processes that run in the folder, including the server's children. */
function processesIn(folder: string): number[] {
  if (!fs.existsSync(folder)) return [];
  const real = fs.realpathSync(folder);
  const numbers = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((pid) => {
    try {
      return fs.readlinkSync(`/proc/${pid}/cwd`) === real && isServing(pid, folder);
    } catch {
      return false;
    }
  });
}

async function waitUntilGone(folder: string, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; processesIn(folder).length > 0; waitedMs += 50) {
    if (waitedMs >= timeoutMs) return false;
    await pause(50);
  }
  return true;
}

/**
 * Cleans up after a killed server. Its last children hold the shared memory for a moment: wait for them. PostgreSQL
 * itself would refuse to start while the number in a stale pid file is used by a zombie or by another program.
 */
async function clearStale(folder: string): Promise<void> {
  if (!(await waitUntilGone(folder, 10_000))) {
    const pids = processesIn(folder).join(', ');
    throw new BallastError(
      'postgres-remains',
      `Processes of an older PostgreSQL still work in ${folder} (${pids}). End them, and start again.`,
      { folder, pids },
    );
  }
  fs.rmSync(path.join(folder, 'postmaster.pid'), { force: true });
}

function openLog(folder: string): { descriptor: number; from: number; file: string } {
  const file = path.join(folder, 'server.log');
  const size = fs.existsSync(file) ? fs.statSync(file).size : 0;
  const isLong = size > LOG_LIMIT_BYTES;
  return { descriptor: fs.openSync(file, isLong ? 'w' : 'a', 0o600), from: isLong ? 0 : size, file };
}

function explainFailure(folder: string, output: string): BallastError {
  if (output.includes('No space left on device')) return diskFull(folder);
  if (/could not bind|Address already in use/.test(output)) {
    return new BallastError('postgres-port-taken', `PostgreSQL's port is taken: ${output}`);
  }
  const last = output.split('\n').slice(-5).join('\n') || 'its log says nothing';
  return new BallastError('postgres-start-failed', `PostgreSQL did not start: ${last}`, { folder });
}

/**
 * Starts the server as an independent process: it outlives its parent, and Ctrl-C in the parent's terminal does not
 * reach it. Resolves once it accepts connections. `extra` are settings in addition to the usual ones.
 */
export async function launchServer(
  folder: string,
  binaries: Binaries,
  account: Account | null,
  port: number,
  extra: Record<string, string>,
): Promise<RunningServer> {
  await clearStale(folder);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: 'ballast',
    max_wal_size: '256MB',
    ...extra,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openLog(folder);
  const child = spawn(binaries.postgres, ['-D', '/proc/self/cwd', '-p', String(port), ...flags], {
    ...account,
    cwd: folder,
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  fs.closeSync(log.descriptor);
  let hasEnded = false;
  for (const event of ['exit', 'error']) child.once(event, () => (hasEnded = true));
  child.unref();
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS && !hasEnded; waitedMs += 50) {
    const server = findServer(folder);
    if (server) return server;
    await pause(50);
  }
  throw explainFailure(folder, fs.readFileSync(log.file).subarray(log.from).toString('utf8').trim());
}

/**
 * Stops the server of the folder: connections are closed, committed data stay, also if it is urgent (the next start
 * then takes a moment longer). False: none was running.
 */
export async function stopServer(folder: string, isUrgent: boolean): Promise<boolean> {
  const pid = findProcess(folder);
  if (!pid) return false;
  process.kill(pid, isUrgent ? 'SIGQUIT' : 'SIGINT');
  if (await waitUntilGone(folder, STOP_TIMEOUT_MS)) return true;
  process.kill(pid, 'SIGQUIT');
  await waitUntilGone(folder, STOP_TIMEOUT_MS);
  return true;
}
