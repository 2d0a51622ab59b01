import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Runner, run, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { QueueTask } from './queue.ts';
import { type QueueLog, queueLogger } from './queue-log.ts';

/** Works on tasks of the queue. */
export interface QueueRunner {
  /** Resolves when the jobs in progress have ended. */
  stop(): Promise<void>;
}

/** What is done for each kind of job. */
export type QueueTasks = Partial<Record<QueueTask, (payload: unknown) => Promise<void>>>;

interface QueueInput {
  url: string;
  tasks: QueueTasks;
  concurrency: number;
  onOpen: (name: string) => void;
  onClose: (name: string) => void;
  log: QueueLog;
}

/** How long a connection to the database may take. */
const CONNECTION_PATIENCE_MS = 10_000;
/** Between two attempts to begin again. */
const PAUSE_MS = 1000;
/**
 * The library loses the end of a job if the database is away at that moment. In batches of one it then stops, and without
 * them the process would end, because nobody could catch the error.
 */
const inBatches = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/**
 * How long the library may take to end once none of its jobs is in progress. After a failover it was seen never to end: its queue
 * was dead, and the worker could not be stopped.
 */
const END_PATIENCE_MS = 5000;

/**
 * Works on these tasks of the queue until `stop` is called. If the database is away and the library gives up, it begins
 * again when the database is back, under another name. `onOpen` receives the names under which jobs are locked, `onClose`
 * those that were given up. Throws if it cannot begin at all.
 */
export async function startQueue(input: QueueInput): Promise<QueueRunner> {
  const stopping = new AbortController();
  let opened = await open(input);
  const lasting = (async () => {
    for (;;) {
      await opened.ended;
      if (stopping.signal.aborted) return;
      input.log.warn({}, 'queue: it has ended, and begins again');
      const next = await openPatiently(input, stopping.signal);
      if (next === null) return;
      input.onClose(opened.name);
      opened = next;
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      opened.runner.stop().catch(() => undefined); // it may have ended by itself
      await opened.ended;
      await lasting;
    },
  };
}

interface OpenedQueue {
  name: string;
  runner: Runner;
  ended: Promise<void>;
}

async function open({ url, tasks, concurrency, onOpen, log }: QueueInput): Promise<OpenedQueue> {
  const pool = new pg.Pool({
    connectionString: url,
    max: concurrency + 3,
    application_name: 'ballast-queue',
    connectionTimeoutMillis: CONNECTION_PATIENCE_MS,
    keepAlive: true,
  });
  const lose = (): void => undefined; // its next query throws, or the pool opens another one
  pool.on('error', lose);
  pool.on('connect', (client) => client.on('error', lose));
  const events = new EventEmitter();
  const progress = new JobsInProgress();
  const ended = Promise.withResolvers<void>();
  events.once('pool:gracefulShutdown', () => {
    void progress.whenNone().then(() => setTimeout(ended.resolve, END_PATIENCE_MS).unref());
  });
  let name = '';
  events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
    name = workerPool.id;
    onOpen(name);
  });
  try {
    const runner = await run({
      pgPool: pool,
      taskList: progress.watch(tasks) as TaskList,
      concurrency,
      pollInterval: 1000,
      noHandleSignals: true,
      crontab: '', // otherwise it looks for a file
      logger: queueLogger(log),
      preset: { worker: inBatches },
      events,
    });
    runner.promise.then(ended.resolve, ended.resolve);
    void ended.promise.then(() => pool.end());
    return { name, runner, ended: ended.promise };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Counts the jobs that a queue works on. */
class JobsInProgress {
  private readonly jobs = new Set<Promise<void>>();

  /** The same tasks, counted. */
  watch(tasks: QueueTasks): QueueTasks {
    const counted = Object.entries(tasks).map(([name, work]) => [
      name,
      (payload: unknown) => this.count(work(payload)),
    ]);
    return Object.fromEntries(counted);
  }

  async whenNone(): Promise<void> {
    while (this.jobs.size > 0) await Promise.allSettled(this.jobs);
  }

  private async count(job: Promise<void>): Promise<void> {
    this.jobs.add(job);
    try {
      await job;
    } finally {
      this.jobs.delete(job);
    }
  }
}

/** Null if it was asked to stop before. */
async function openPatiently(input: QueueInput, signal: AbortSignal): Promise<OpenedQueue | null> {
  while (!signal.aborted) {
    await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const opened = await open(input).catch((error) => {
      input.log.warn({ error: String(error) }, 'queue: the database is away');
      return null;
    });
    if (opened === null) continue;
    if (!signal.aborted) return opened;
    opened.runner.stop().catch(() => undefined);
    await opened.ended;
  }
  return null;
}
