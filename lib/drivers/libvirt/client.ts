import { type ChildProcess, type SpawnOptions, spawn as spawnProcess } from 'node:child_process';
import { DriverError } from '../../model/errors.ts';

/** How processes are started; tests give their own. */
export type Spawn = (command: string, args: string[], options: SpawnOptions) => ChildProcess;

export interface VirshResult {
  /** It ran to its end and said that all went well. */
  isOk: boolean;
  /** How it ended; after `silent` and `killed` nothing is known of what it had asked for. */
  end: 'exited' | 'silent' | 'killed';
  stdout: string;
  stderr: string;
}

export interface VirshOptions {
  timeoutMs?: number; // null in effect for `start`, which may take hours
  input?: string;
}

export interface Virsh {
  /** Runs virsh against a host and waits for its end. Throws `unsupported` only, when there is no virsh here. */
  run(uri: string, args: string[], options?: VirshOptions): Promise<VirshResult>;
  /** Starts virsh for something long. It goes on when Ballast ends; `result` is settled when it ends. */
  start(uri: string, args: string[]): { result: Promise<VirshResult>; forget(): void };
  /** Starts virsh and hands over its lines until it ends or is stopped. */
  follow(uri: string, args: string[], onLine: (line: string) => void, onEnd: () => void): { stop(): void };
}

const TIMEOUT_MS = 15_000;
const CALLS_AT_ONCE = 4;
const MOST_OUTPUT = 64 * 2 ** 20;

/** Of all that Ballast knows, virsh gets what it and ssh need to find programs, keys and credentials. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'];
const CREDENTIALS = ['KRB5CCNAME', 'KRB5_CONFIG', 'LIBVIRT_AUTH_FILE'];

function environment(): NodeJS.ProcessEnv {
  const passed = [...PASSED_ON, ...CREDENTIALS].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(passed), LC_ALL: 'C', NODE_ENV: process.env.NODE_ENV };
}

/** Runs virsh: no shell, arguments as arrays, a time-out for every call, few calls to one host at once. */
export function createVirsh(spawn: Spawn = spawnProcess): Virsh {
  const queues = new Map<string, Queue>();
  const open = (uri: string, args: string[], options: SpawnOptions): ChildProcess =>
    spawn('virsh', ['-q', '-k', '5', '-K', '3', '-c', uri, ...args], { env: environment(), ...options });
  const queueOf = (uri: string): Queue => {
    const queue = queues.get(uri) ?? createQueue(CALLS_AT_ONCE);
    queues.set(uri, queue);
    return queue;
  };
  return {
    run: (uri, args, { timeoutMs = TIMEOUT_MS, input } = {}) =>
      queueOf(uri)(() => {
        const stdin = input === undefined ? 'ignore' : 'pipe';
        const child = open(uri, args, { stdio: [stdin, 'pipe', 'pipe'], detached: true });
        child.stdin?.on('error', () => undefined); // it ended before it had read all: its own words say why
        child.stdin?.end(input);
        return collect(child, timeoutMs);
      }),
    start: (uri, args) => {
      const child = open(uri, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      const forget = () => {
        child.unref();
        child.stdout?.destroy();
        child.stderr?.destroy();
      };
      return { result: collect(child, null), forget };
    },
    follow: (uri, args, onLine, onEnd) => {
      const child = open(uri, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      readLines(child, onLine);
      child.once('error', onEnd);
      child.once('close', onEnd);
      return {
        stop: () => {
          child.off('error', onEnd);
          child.off('close', onEnd);
          child.on('error', () => undefined);
          child.stdout?.destroy();
          child.kill('SIGTERM');
        },
      };
    },
  };
}

function collect(child: ChildProcess, timeoutMs: number | null): Promise<VirshResult> {
  return new Promise((resolve, reject) => {
    const text = { stdout: '', stderr: '' };
    let end: VirshResult['end'] | null = null;
    const give = (name: 'stdout' | 'stderr') => {
      child[name]?.setEncoding('utf8');
      child[name]?.on('data', (chunk: string) => {
        if (text[name].length < MOST_OUTPUT) text[name] += chunk;
      });
    };
    give('stdout');
    give('stderr');
    const timer =
      timeoutMs === null
        ? undefined
        : setTimeout(() => {
            end = 'silent';
            killGroup(child);
          }, timeoutMs);
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(startFailure(error));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ ...text, isOk: code === 0, end: end ?? (signal === null ? 'exited' : 'killed') });
    });
  });
}

function startFailure(error: NodeJS.ErrnoException): DriverError {
  const detail =
    error.code === 'ENOENT'
      ? 'virsh is not installed on this machine. Install libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL, SUSE).'
      : `virsh did not start: ${error.message}`;
  return new DriverError('unsupported', detail, { detail }, { cause: error });
}

/** virsh and the ssh that it may have started: both are in a process group of their own. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8');
  child.stdout?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, 10_000);
    for (const line of lines) onLine(line);
  });
}

type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs at most `limit` tasks at once, the others in the order in which they came. */
function createQueue(limit: number): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
