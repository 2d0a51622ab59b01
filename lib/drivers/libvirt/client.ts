import {
  type ChildProcess,
  type SpawnOptions,
  type StdioOptions,
  spawn as spawnProcess,
} from 'node:child_process';
import pLimit, { type LimitFunction } from 'p-limit';
import { DriverError } from '../../model/errors.ts';
import { within } from './deadline.ts';
import { withKeyTrouble } from './key-trouble.ts';
import { createLane } from './lane.ts';
import { type ProcessBudget, sharedBudget } from './process-budget.ts';
import { killGroup, quoteArgument } from './shell.ts';
import { createShellPool } from './shell-pool.ts';
import type { VirshResult } from './virsh-result.ts';

/** How processes are started; tests use their own function. */
export type Spawn = (command: string, args: string[], options: SpawnOptions) => ChildProcess;

export interface VirshOptions {
  timeoutMs?: number; // of the request as a whole; none for `start`, which may take hours
}

export interface Virsh {
  /** Runs virsh for a host and waits for its end. Throws only `unsupported`, if there is no virsh on this machine. */
  run(uri: string, args: string[], options?: VirshOptions): Promise<VirshResult>;
  /** Starts virsh for something long. It continues when Ballast ends; `result` is settled when it ends. */
  start(uri: string, args: string[]): { result: Promise<VirshResult>; forget(): void };
  /** Starts virsh and passes on its lines until it ends or is stopped. */
  follow(uri: string, args: string[], onLine: (line: string) => void, onEnd: () => void): { stop(): void };
  /** Closes the open connections. Started processes continue. */
  close(): void;
}

const TIMEOUT_MS = 15_000;
const CALLS_AT_ONCE = 4;

/** The part of Ballast's environment that virsh and ssh need to find programs, keys and credentials. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'];
const CREDENTIALS = ['KRB5CCNAME', 'KRB5_CONFIG', 'LIBVIRT_AUTH_FILE'];

/** For every process that speaks to a host: without a terminal, in English, and without Ballast's own secrets. */
export function environment(): NodeJS.ProcessEnv {
  const passed = [...PASSED_ON, ...CREDENTIALS].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(passed), LC_ALL: 'C', NODE_ENV: process.env.NODE_ENV };
}

/** One argument is a line of several commands, as made by `runScript`; several arguments are one command. */
function lineOf(args: string[]): string {
  const [first = '', ...rest] = args;
  const line = rest.length === 0 ? first : args.map(quoteArgument).join(' ');
  if (/[\r\n\0]/.test(line)) throw new DriverError('bad-config', 'an argument has more than one line');
  return line;
}

/** A process that could not start gives an error code of the system. */
function rethrow(error: unknown): never {
  throw error instanceof Error && 'syscall' in error ? startFailure(error) : error;
}

/**
 * Runs virsh: without a shell, with a time-out for every call, few calls to one host at the same time, over
 * connections that stay open. `budget`: for the processes of all hosts and clusters together.
 */
export function createVirsh(spawn: Spawn = spawnProcess, budget: ProcessBudget = sharedBudget): Virsh {
  const queues = new Map<string, LimitFunction>();
  // its own session: no terminal on which libvirt or ssh could prompt, and a process group that is ended as one
  const open = (uri: string, args: string[], stdio: StdioOptions): ChildProcess =>
    spawn('virsh', ['-q', '-k', '5', '-K', '3', '-c', uri, ...args], {
      env: environment(),
      stdio,
      detached: true,
    });
  const pool = createShellPool((uri) => open(uri, [], ['pipe', 'pipe', 'pipe']), { budget });
  const listeners = createLane();
  const queueOf = (uri: string): LimitFunction => {
    const queue = queues.get(uri) ?? pLimit(CALLS_AT_ONCE);
    queues.set(uri, queue);
    return queue;
  };
  return {
    run: (uri, args, { timeoutMs = TIMEOUT_MS } = {}) =>
      within(timeoutMs, (left) => queueOf(uri)(() => pool.ask(uri, lineOf(args), left))).then(
        (result) => withKeyTrouble(uri, result),
        rethrow,
      ),
    start: (uri, args) => {
      const { result, forget } = pool.begin(uri, lineOf(args));
      return { result: result.catch(rethrow), forget };
    },
    close: () => pool.close(),
    follow: (uri, args, onLine, onEnd) => {
      let child: ChildProcess | null = null;
      let isStopped = false;
      const end = () => {
        if (!isStopped) onEnd();
      };
      const listen = () =>
        new Promise<void>((resolve) => {
          const place = isStopped ? null : budget.takeForListener();
          if (place === null) return resolve(); // as if it had ended: it is tried again later
          child = open(uri, args, ['ignore', 'pipe', 'ignore']);
          readLines(child, (line) => {
            if (!isStopped) onLine(line);
          });
          for (const over of ['error', 'close'])
            child.once(over, () => {
              child = null; // its process ID may belong to another process by now
              place.release();
              resolve();
            });
        });
      listeners(listen).then(end, end);
      return {
        stop: () => {
          isStopped = true;
          child?.stdout?.destroy();
          if (child !== null) killGroup(child);
        },
      };
    },
  };
}

function startFailure(error: Error): DriverError {
  const detail =
    'code' in error && error.code === 'ENOENT'
      ? 'virsh is not installed on this machine. Install libvirt-clients (Debian, Ubuntu) or libvirt-client (Fedora, RHEL, SUSE).'
      : `virsh did not start: ${error.message}`;
  return new DriverError('unsupported', detail, { detail }, { cause: error });
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
