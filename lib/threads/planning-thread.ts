import { parentPort } from 'node:worker_threads';
import { BallastError } from '../model/errors.ts';
import { carryOut } from '../services/planning/planning-tasks.ts';
import type { ThreadReply, ThreadWork } from './thread-messages.ts';

/** A thread that plans, one request after another. It never reads a store, and knows only its input. */
parentPort?.on('message', (work: ThreadWork) => {
  parentPort?.postMessage(replyTo(work));
});

function replyTo(work: ThreadWork): ThreadReply<unknown> {
  try {
    return { ok: true, value: carryOut(work.task, work.question) };
  } catch (error) {
    if (error instanceof BallastError)
      return { ok: false, failure: { code: error.code, message: error.message, facts: error.facts } };
    return {
      ok: false,
      failure: null,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
