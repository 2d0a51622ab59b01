import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { assertAllowed } from '../../lib/model/actor.ts';
import { BallastError } from '../../lib/model/errors.ts';
import { addUser } from '../../lib/services/users/add-user.ts';
import { signIn } from '../../lib/services/users/sign-in.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock('next/headers', () => ({ headers: async () => request.headers }));

const database = withTestDatabase();
const person = { email: 'ann@example.com', password: 'a-long-password' };

beforeAll(async () => {
  process.env.DATABASE_URL = database.url;
  process.env.BALLAST_SECRET = 'a secret for tests, 32 characters or more';
  process.env.LOG_LEVEL = 'silent';
  const input = { ...person, name: 'Ann', role: 'viewer' };
  await addUser({ ctx: makeContext(database.db), input });
  return async () => (await import('../../lib/web/shared.ts')).getDatabase().$disconnect();
});

beforeEach(() => {
  request.headers = new Headers();
});

const load = async () => (await import('../../app/run-action.ts')).runAction;

async function asAnn(): Promise<void> {
  const { getAuth } = await import('../../lib/web/shared.ts');
  const { headers } = await signIn({
    ctx: makeContext(database.db),
    auth: getAuth(),
    input: person,
    headers: new Headers(),
  });
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  request.headers = new Headers({ cookie: cookies.join('; ') });
}

test('without a session an action does nothing and returns that as its reason', async () => {
  const runAction = await load();
  const work = vi.fn();
  expect(await runAction(work)).toEqual({ ok: false, code: 'not-signed-in', facts: {} });
  expect(work).not.toHaveBeenCalled();
});

test('with a session it runs as that user, with the current role', async () => {
  const runAction = await load();
  await asAnn();
  expect(await runAction(async (ctx) => ctx.actor)).toMatchObject({
    ok: true,
    value: { kind: 'user', name: 'Ann', role: 'viewer' },
  });
  await database.db.user.updateMany({ data: { role: 'operator' } });
  expect(await runAction(async (ctx) => ctx.actor)).toMatchObject({ value: { role: 'operator' } });
});

test('if another user has a similar name, the email is shown beside it', async () => {
  const runAction = await load();
  const input = { name: 'Аnn', email: 'eve@example.com', role: 'viewer' }; // a Cyrillic letter
  const eve = await addUser({ ctx: makeContext(database.db), input });
  await asAnn();
  const name = 'Ann (ann@example.com)';
  expect(await runAction(async (ctx) => ctx.actor)).toMatchObject({ value: { name } });
  const [entry] = await database.db.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 1 });
  expect(entry).toMatchObject({ action: 'session.start', actorName: name });
  await database.db.user.delete({ where: { id: eve.id } });
  expect(await runAction(async (ctx) => ctx.actor)).toMatchObject({ value: { name: 'Ann' } });
});

test('an action that a role does not allow is logged with the name of the user', async () => {
  const runAction = await load();
  await database.db.user.updateMany({ data: { role: 'viewer' } });
  await asAnn();
  const { getLog } = await import('../../lib/web/shared.ts');
  const warn = vi.spyOn(getLog(), 'warn');
  const refused = await runAction(async (ctx) => assertAllowed(ctx.actor, 'user.manage', 'product'));
  expect(refused).toMatchObject({ code: 'not-allowed' });
  expect(warn).toHaveBeenCalledWith(
    { role: 'viewer', permission: 'user.manage' },
    'Ann, viewer, may not do this (user.manage)',
  );
});

test('once the session is deleted from the database, the cookie is not accepted any more', async () => {
  const runAction = await load();
  await asAnn();
  await database.db.session.deleteMany();
  expect(await runAction(async () => 'done')).toMatchObject({ ok: false, code: 'not-signed-in' });
});

test('a known failure returns its code, any other an id without a stack', async () => {
  const runAction = await load();
  await asAnn();
  const explained = await runAction(async () => {
    throw new BallastError('cluster-busy', 'busy', { cluster: 'lab', jobs: 1 });
  });
  expect(explained).toEqual({ ok: false, code: 'cluster-busy', facts: { cluster: 'lab', jobs: 1 } });
  const unexplained = await runAction(async () => {
    throw new TypeError('the secret of the machine room');
  });
  expect(unexplained).toEqual({
    ok: false,
    code: 'internal-error',
    facts: { id: expect.stringMatching(/^[0-9a-f]{8}$/) },
  });
});

test('a database that does not respond is reported as such', async () => {
  const { connectDatabase } = await import('../../lib/db/client.ts');
  const { toFailure } = await import('../../app/failure.ts');
  const nowhere = connectDatabase('postgresql://nobody@127.0.0.1:1/nothing');
  const error = await nowhere.user.count().catch((caught: unknown) => caught);
  expect(toFailure(error)).toEqual({ ok: false, code: 'database-unavailable', facts: {} });
});
