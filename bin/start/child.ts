import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { logChannelVariable } from '../../lib/platform/log.ts';
import { memorySettings } from '../project.ts';

/** How a process of Ballast is started: `args` are Node's. */
export interface ChildPlan {
  name: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Whether a failure of the very first start is final. */
  isVital: boolean;
}

interface ChildEvents {
  /** A line of the process's own log, which comes on a separate channel. */
  onLog(part: string, line: string): void;
  /** A line that something printed. */
  onPrint(part: string, line: string, isErrorStream: boolean): void;
  say(line: string): void;
}

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
const healthyAfterMs = 60_000;
const politeStopMs = 5000;

/** The fifth stream of a child, after its standard ones and Node's own channel. */
const LOG_CHANNEL = 4;

function eachLine(stream: ChildProcess['stdio'][number] | undefined, take: (line: string) => void): void {
  if (stream instanceof Readable) createInterface({ input: stream }).on('line', take);
}

/** How long to wait before start number `failures + 1` after that many failures in a row. */
export function restartPauseMs(failures: number): number {
  return Math.min(firstPauseMs * 2 ** Math.max(failures - 1, 0), longestPauseMs);
}

/**
 * A supervised process, restarted whenever it ends, later each time. It leads its own process group, so that Ctrl-C
 * reaches it through `stop` only. It ends by itself when its channel to this process closes.
 */
export class SupervisedChild {
  private child: ChildProcess | null = null;
  private timer: NodeJS.Timeout | null = null;
  private failures = 0;
  private isStopping = false;
  private hasBeenReady = false;

  constructor(
    private plan: ChildPlan,
    private readonly events: ChildEvents,
  ) {}

  /** Starts it; resolves with null when it is ready, or with its exit code if it ended before. */
  start(): Promise<number | null> {
    const startedAt = performance.now();
    const { args, cwd, env, name } = this.plan;
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...memorySettings, ...env, [logChannelVariable]: String(LOG_CHANNEL) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    });
    this.child = child;
    const { onLog, onPrint } = this.events;
    eachLine(child.stdout, (line) => onPrint(name, line, false));
    eachLine(child.stderr, (line) => onPrint(name, line, true));
    eachLine(child.stdio[LOG_CHANNEL], (line) => onLog(name, line));
    return new Promise((resolve) => {
      child.once('message', () => {
        this.hasBeenReady = true;
        resolve(null);
      });
      child.once('error', (error) =>
        this.events.say(`The ${name} process cannot be started: ${error.message}`),
      );
      child.once('close', (code, signal) => {
        this.child = null;
        resolve(code ?? 1);
        const isHopeless = this.plan.isVital && !this.hasBeenReady;
        if (!this.isStopping && !isHopeless)
          this.startAgain(performance.now() - startedAt, signal ?? `exit code ${code}`);
      });
    });
  }

  /** Replaces the process by one with other environment variables: the database has moved. */
  async restartWith(env: Record<string, string>): Promise<void> {
    this.plan = { ...this.plan, env: { ...this.plan.env, ...env } };
    await this.stop(false);
    this.isStopping = false;
    void this.start();
  }

  /** Asks it to end, and kills it if it does not within seconds, or immediately if it is urgent. */
  async stop(isUrgent: boolean): Promise<void> {
    this.isStopping = true;
    if (this.timer) clearTimeout(this.timer);
    const child = this.child;
    if (!child) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    this.kill(child, isUrgent ? 'SIGKILL' : 'SIGTERM');
    const timer = setTimeout(() => this.kill(child, 'SIGKILL'), politeStopMs);
    await gone;
    clearTimeout(timer);
  }

  private startAgain(uptimeMs: number, how: string): void {
    this.failures = uptimeMs > healthyAfterMs ? 1 : this.failures + 1;
    const pauseMs = restartPauseMs(this.failures);
    this.events.say(
      `The ${this.plan.name} process has stopped (${how}); starting it again in ${pauseMs / 1000} s.`,
    );
    this.timer = setTimeout(() => void this.start(), pauseMs);
  }

  private kill(child: ChildProcess, signal: NodeJS.Signals): void {
    try {
      if (signal === 'SIGKILL' && child.pid) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // it has just ended
    }
  }
}
