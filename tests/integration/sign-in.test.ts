import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addUser } from '../../lib/services/users/add-user.ts';
import { type Auth, createAuth } from '../../lib/services/users/auth.ts';
import { changeRole } from '../../lib/services/users/change-role.ts';
import { readSession } from '../../lib/services/users/read-session.ts';
import { signIn, signOut } from '../../lib/services/users/sign-in.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const clock = new TestClock();
const person = { email: 'ann@example.com', password: 'a-long-password' };
let auth: Auth;
let annId = '';

beforeAll(async () => {
  const ctx = makeContext(database.db);
  await addUser({ ctx, input: { name: 'Root', email: 'root@example.com', role: 'administrator' } });
  annId = (await addUser({ ctx, input: { ...person, name: 'Ann', role: 'operator' } })).id;
});

beforeEach(async () => {
  auth = createAuth({ db: database.db, clock, secret: 'a secret for tests, 32 characters or more' });
  await database.db.$executeRawUnsafe('ALTER TABLE audit_entry DROP CONSTRAINT IF EXISTS audit_fails');
  await database.db.auditEntry.deleteMany();
  await database.db.session.deleteMany();
});

const from = (address: string) => new Headers({ 'x-forwarded-for': address, host: 'ballast.example' });
const attempt = async (password: string, address = '192.0.2.1') =>
  (await signIn({ auth, input: { email: person.email, password }, headers: from(address) })).headers;

/** The request that a browser sends after it got these cookies. */
function asBrowser(answer: Headers): Headers {
  const cookies = answer.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return new Headers({ cookie: cookies.join('; '), host: 'ballast.example' });
}

const actions = async () =>
  (await database.db.auditEntry.findMany({ orderBy: { id: 'asc' } })).map((entry) => [
    entry.action,
    entry.target,
    entry.actorName,
  ]);

describe('sign-in', () => {
  test('with the right password gives a session in a cookie that scripts cannot read', async () => {
    const answer = await attempt(person.password);
    const cookie = answer.getSetCookie().find((value) => value.startsWith('ballast.session_token='));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(await readSession({ auth, headers: asBrowser(answer) })).toEqual({
      id: annId,
      name: 'Ann',
      email: person.email,
      role: 'operator',
      locale: null,
      theme: null,
      timeZone: null,
    });
    expect(await actions()).toEqual([['session.start', person.email, 'Ann']]);
  });

  test('takes an address with capitals and spaces around it', async () => {
    const input = { email: ' ANN@example.com ', password: person.password };
    const answer = await signIn({ auth, input, headers: from('192.0.2.1') });
    expect(answer.user).toMatchObject({ id: annId, role: 'operator' });
    expect(answer.headers.getSetCookie().length).toBeGreaterThan(0);
  });

  test('does not tell a wrong password from an unknown address', async () => {
    await expect(attempt('not this one')).rejects.toMatchObject({ code: 'sign-in-refused', facts: {} });
    const unknown = { email: 'nobody@example.com', password: 'whatever-it-is' };
    await expect(signIn({ auth, input: unknown, headers: from('192.0.2.1') })).rejects.toMatchObject({
      code: 'sign-in-refused',
      facts: {},
    });
    expect(await database.db.session.count()).toBe(0);
    expect(await actions()).toEqual([
      ['session.refuse', person.email, 'sign-in'],
      ['session.refuse', 'nobody@example.com', 'sign-in'],
    ]);
  });

  test('is refused after five wrong passwords, even with the right one, until some minutes have passed', async () => {
    for (let count = 0; count < 5; count += 1) {
      await expect(attempt(`wrong password ${count}`)).rejects.toMatchObject({ code: 'sign-in-refused' });
    }
    await expect(attempt(person.password)).rejects.toMatchObject({
      code: 'sign-in-limited',
      facts: { minutes: 5 },
    });
    expect(await database.db.session.count()).toBe(0);
    clock.pass(301);
    expect((await attempt(person.password)).getSetCookie().length).toBeGreaterThan(0);
  });

  test('lets no more than five of many attempts at once through', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => attempt(`guess ${n}`)));
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'in'));
    expect(codes.filter((code) => code === 'sign-in-refused')).toHaveLength(5);
    expect(codes.filter((code) => code === 'sign-in-limited')).toHaveLength(15);
  });

  test('does not happen when its audit row cannot be written', async () => {
    await database.db.$executeRawUnsafe(
      'ALTER TABLE audit_entry ADD CONSTRAINT audit_fails CHECK (false) NOT VALID',
    );
    await expect(attempt(person.password)).rejects.toThrow();
    expect(await database.db.session.count()).toBe(0);
  });
});

describe('a session', () => {
  test('ends at sign-out, which is audited', async () => {
    const browser = asBrowser(await attempt(person.password));
    await signOut({ auth, headers: browser });
    expect(await readSession({ auth, headers: browser })).toBeNull();
    expect(await actions()).toEqual([
      ['session.start', person.email, 'Ann'],
      ['session.end', person.email, 'Ann'],
    ]);
  });

  test('ends when the role changes', async () => {
    const browser = asBrowser(await attempt(person.password));
    await changeRole({ ctx: makeContext(database.db), input: { userId: annId, role: 'viewer' } });
    expect(await readSession({ auth, headers: browser })).toBeNull();
    await changeRole({ ctx: makeContext(database.db), input: { userId: annId, role: 'operator' } });
  });

  test('cannot be made up: the cookie is signed', async () => {
    const browser = asBrowser(await attempt(person.password));
    const forged = browser.get('cookie')?.replace(/(session_token=.{10})./, '$1x') ?? '';
    expect(await readSession({ auth, headers: new Headers({ cookie: forged }) })).toBeNull();
  });
});

describe('over HTTP', () => {
  const post = (path: string, body: object, origin: string) =>
    auth.handler(
      new Request(`http://ballast.example/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, host: 'ballast.example', cookie: 'a=b' },
        body: JSON.stringify(body),
      }),
    );

  test('nobody signs up by themselves', async () => {
    const body = { name: 'Eve', email: 'eve@example.com', password: 'a-long-password' };
    const response = await post('/sign-up/email', body, 'http://ballast.example');
    expect(response.status).toBe(400);
    expect(await database.db.user.count({ where: { email: 'eve@example.com' } })).toBe(0);
  });

  test('the limit of attempts holds there as well, and says when to come back', async () => {
    const body = { ...person, password: 'not this one' };
    for (let count = 0; count < 5; count += 1) await post('/sign-in/email', body, 'http://ballast.example');
    const response = await post('/sign-in/email', body, 'http://ballast.example');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('300');
  });
});
