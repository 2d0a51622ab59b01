import { notFound } from 'next/navigation';
import { BallastError } from '../lib/model/errors.ts';
import type { Planner } from '../lib/services/planning/planning-tasks.ts';

/**
 * The same planner for a page. If its reader goes away meanwhile, the page ends as not found, which nobody sees: Next would
 * log any other error as one that somebody has to look at.
 */
export function pagePlanner(planner: Planner): Planner {
  return async (task, question, how) => {
    try {
      return await planner(task, question, how);
    } catch (error) {
      if (error instanceof BallastError && error.code === 'request-ended') notFound();
      throw error;
    }
  };
}
