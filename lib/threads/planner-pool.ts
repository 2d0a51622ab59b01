import type { Worker } from 'node:worker_threads';
import { BallastError } from '../model/errors.ts';
import type { AnswerTo, Planner, PlanningTask } from '../services/planning/planning-tasks.ts';
import type { ThreadReply, ThreadWork } from './thread-messages.ts';

/** More threads would slow down pages, and runs of a worker. */
const MAX_THREADS = 2;

interface Job<Answer> {
  work: ThreadWork;
  signal: AbortSignal | undefined;
  settle(reply: ThreadReply<Answer>): void;
  fail(error: unknown): void;
}

/**
 * Plans in threads, at most two at a time; further requests wait. A request that was cancelled is dropped, even while
 * a thread is working on it: its thread is stopped, and another one is started when needed. Threads keep no process
 * alive.
 */
export class PlannerPool {
  private readonly waiting: Job<unknown>[] = [];
  private readonly idle: Worker[] = [];
  private readonly threads = new Set<Worker>();

  /** `startThread`: starts one that answers each ThreadWork with a ThreadReply. */
  constructor(private readonly startThread: () => Worker) {}

  /**
   * A planner whose requests are dropped, with `request-ended`, once the signal is aborted, except those for orders.
   */
  plannerFor(signal?: AbortSignal): Planner {
    return (task, question, { isOrdered } = { isOrdered: false }) =>
      this.ask({ task, question }, isOrdered ? undefined : signal);
  }

  /** Requests that wait for a thread, and threads that are busy or ready. */
  get load(): { waiting: number; threads: number } {
    return { waiting: this.waiting.length, threads: this.threads.size };
  }

  /** Ends all threads. What they were planning fails. */
  async close(): Promise<void> {
    await Promise.all([...this.threads].map((thread) => thread.terminate()));
  }

  private async ask<Task extends PlanningTask>(
    work: ThreadWork<Task>,
    signal: AbortSignal | undefined,
  ): Promise<AnswerTo<Task>> {
    if (signal?.aborted) throw requestEnded();
    const { promise, resolve, reject } = Promise.withResolvers<AnswerTo<Task>>();
    const job: Job<AnswerTo<Task>> = {
      work,
      signal,
      fail: reject,
      settle: (reply) => (reply.ok ? resolve(reply.value) : reject(errorOf(reply))),
    };
    const drop = (): void => {
      const place = this.waiting.indexOf(job);
      if (place >= 0) this.waiting.splice(place, 1);
      reject(requestEnded());
    };
    signal?.addEventListener('abort', drop, { once: true });
    this.waiting.push(job);
    this.advance();
    return promise.finally(() => signal?.removeEventListener('abort', drop));
  }

  private advance(): void {
    while (this.waiting.length > 0) {
      const thread = this.idle.pop() ?? this.addThread();
      const job = thread && this.waiting.shift();
      if (!thread || !job) return;
      this.give(thread, job);
    }
  }

  private addThread(): Worker | null {
    if (this.threads.size >= MAX_THREADS) return null;
    const thread = this.startThread();
    this.threads.add(thread);
    const forget = (): void => {
      this.threads.delete(thread);
      const place = this.idle.indexOf(thread);
      if (place >= 0) this.idle.splice(place, 1);
    };
    thread.on('error', forget).on('exit', forget); // also while it has nothing to do
    return thread;
  }

  private give(thread: Worker, job: Job<unknown>): void {
    const finish = (isUsable: boolean): void => {
      thread.off('message', answered).off('error', failed).off('exit', ended);
      job.signal?.removeEventListener('abort', stop);
      thread.unref();
      if (isUsable) this.idle.push(thread);
      else this.threads.delete(thread);
      this.advance();
    };
    const answered = (reply: ThreadReply<unknown>): void => {
      job.settle(reply);
      finish(true);
    };
    const failed = (error: unknown): void => {
      job.fail(error);
      finish(false);
    };
    const ended = (): void => failed(new Error('a planning thread ended before it had an answer'));
    const stop = (): void => {
      finish(false);
      void thread.terminate();
    };
    thread.ref(); // while somebody waits
    thread.once('message', answered).once('error', failed).once('exit', ended);
    job.signal?.addEventListener('abort', stop, { once: true });
    thread.postMessage(job.work);
  }
}

const requestEnded = (): BallastError =>
  new BallastError('request-ended', 'nobody waits for this plan any more');

function errorOf(reply: Exclude<ThreadReply<unknown>, { ok: true }>): Error {
  const { failure } = reply;
  return failure === null
    ? new Error(reply.message)
    : new BallastError(failure.code, failure.message, failure.facts);
}
