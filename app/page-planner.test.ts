import { unstable_rethrow } from 'next/navigation';
import { expect, it } from 'vitest';
import { BallastError } from '../lib/model/errors.ts';
import type { Planner } from '../lib/services/planning/planning-tasks.ts';
import { pagePlanner } from './page-planner.ts';

const failing = (error: unknown): Planner => pagePlanner(() => Promise.reject(error));
const ask = (planner: Planner) =>
  planner('powerOff', {} as never).then(
    () => null,
    (error: unknown) => error,
  );

it('ends a page whose reader has gone as not found, which Next does not log', async () => {
  const error = await ask(failing(new BallastError('request-ended', 'nobody waits any more')));
  expect(error).not.toBeInstanceOf(BallastError);
  expect(() => unstable_rethrow(error)).toThrow(); // one of Next's own
});

it('passes other errors and answers on', async () => {
  const refused = new BallastError('host-not-found', 'there is no such host');
  expect(await ask(failing(refused))).toBe(refused);
  const answering: Planner = () => Promise.resolve('an answer' as never);
  expect(await pagePlanner(answering)('powerOff', {} as never)).toBe('an answer');
});
