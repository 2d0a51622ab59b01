import { expect, test, vi } from 'vitest';
import { dropRefusedSignIns, noteRefusedSignIn } from '../../lib/db/refused-sign-ins.ts';
import { listRefusedSignIns } from '../../lib/views/audit/list-refused-sign-ins.ts';
import { startWorker } from '../../lib/worker/start-worker.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const clock = new TestClock();
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const refuse = (email: string) =>
  noteRefusedSignIn(database.db, clock.now(), { purpose: 'sign-in', email, address: '192.0.2.1' });
const emails = async () =>
  (await listRefusedSignIns({ ctx: makeContext(database.db) })).rows.map(({ email }) => email);

test('the newest refused sign-ins are kept, and none that is too old', async () => {
  for (const email of ['a', 'b', 'c', 'd']) {
    await refuse(email);
    clock.pass(3600);
  }
  const before = new Date(clock.now().getTime() - 3.5 * 3_600_000);
  expect(await dropRefusedSignIns(database.db, { before, most: 10 })).toBe(1);
  expect(await emails()).toEqual(['d', 'c', 'b']);
  expect(await dropRefusedSignIns(database.db, { before, most: 2 })).toBe(1);
  expect(await emails()).toEqual(['d', 'c']);
});

test('a worker deletes old rows and seals entries by itself', async () => {
  await database.db.$executeRaw`
    INSERT INTO attempt_limit (purpose, key, owed_seconds, at) VALUES ('sign-in', 'spent', 1, now() - interval '1 hour')`;
  const stop = await startWorker({ url: database.productUrl, clock, log: quiet });
  await vi.waitFor(async () => expect(await database.db.attemptLimit.count()).toBe(0), { timeout: 30_000 });
  await stop();
});
