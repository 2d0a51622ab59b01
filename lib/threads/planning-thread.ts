import { parentPort } from 'node:worker_threads';
import { BallastError } from '../model/errors.ts';
import { planningTasks } from '../services/planning/planning-tasks.ts';
import type { ThreadReply, ThreadWork } from './thread-messages.ts';

/** A thread that plans, one request after another. It never reads a store, and knows only its input. */
parentPort?.on('message', (work: ThreadWork) => {
  parentPort?.postMessage(replyTo(work));
});

function replyTo(work: ThreadWork): ThreadReply<unknown> {
  try {
    return { ok: true, value: carryOut(work) };
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

function carryOut(work: ThreadWork): unknown {
  switch (work.task) {
    case 'plan':
      return planningTasks.plan(work.question);
    case 'rate':
      return planningTasks.rate(work.question);
    case 'judgeRules':
      return planningTasks.judgeRules(work.question);
    case 'powerOff':
      return planningTasks.powerOff(work.question);
    case 'reserve':
      return planningTasks.reserve(work.question);
    case 'effect':
      return planningTasks.effect(work.question);
  }
}
