import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dropSpentAttempts, takeAttempt } from '../../lib/db/attempts.ts';
import { addUser } from '../../lib/services/users/add-user.ts';
import { signInLimits } from '../../lib/services/users/attempt-limits.ts';
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
  await database.db.attemptLimit.deleteMany();
  await database.db.refusedSignIn.deleteMany();
  await database.db.knownAddress.deleteMany();
});

const from = (address: string) => new Headers({ 'x-forwarded-for': address, host: 'ballast.example' });
const enter = (email: string, password: string, address = '192.0.2.1', by = auth) =>
  signIn({ ctx: { db: database.db, clock }, auth: by, input: { email, password }, headers: from(address) });
const attempt = async (password: string, address?: string) =>
  (await enter(person.email, password, address)).headers;
const refusals = async () =>
  (await database.db.refusedSignIn.findMany({ orderBy: { email: 'asc' } })).map(
    ({ purpose, email, address, times }) => ({ purpose, email, address, times }),
  );

/** Advances the clock of the database, which the limits use, by so many seconds. */
const passSeconds = (seconds: number) =>
  database.db.$executeRaw`UPDATE attempt_limit SET at = at - make_interval(secs => ${seconds}::float8)`;

/** Counts so many wrong passwords, without the time that checking them takes. */
async function tried(count: number, email: string, address: string): Promise<void> {
  const { all } = signInLimits(email, address, false);
  for (let n = 0; n < count; n += 1) await takeAttempt(database.db, all);
}

/** Tries wrong passwords one after another. Returns the codes of their refusals. */
async function guess(count: number, email = person.email, address?: string): Promise<string[]> {
  const codes: string[] = [];
  for (let n = 0; n < count; n += 1) {
    codes.push(
      await enter(email, `guess ${n}`, address).then(
        () => 'in',
        (error: { code: string }) => error.code,
      ),
    );
  }
  return codes;
}

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
  test('with the right password returns a session in a cookie that scripts cannot read', async () => {
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

  test('ends the previous session of the browser, and no other', async () => {
    const [first, elsewhere] = [await attempt(person.password), await attempt(person.password)];
    const headers = new Headers([...asBrowser(first), ...from('192.0.2.1')]);
    const again = await signIn({ ctx: { db: database.db, clock }, auth, input: person, headers });
    expect(await readSession({ auth, headers: asBrowser(first) })).toBeNull();
    expect(await readSession({ auth, headers: asBrowser(elsewhere) })).not.toBeNull();
    expect(await readSession({ auth, headers: asBrowser(again.headers) })).toMatchObject({ id: annId });
    expect((await actions()).map(([action]) => action).at(-1)).toBe('session.end');
  });

  test('accepts an address with capitals and surrounding spaces', async () => {
    const answer = await enter(' ANN@example.com ', person.password);
    expect(answer.user).toMatchObject({ id: annId, role: 'operator' });
    expect(answer.headers.getSetCookie().length).toBeGreaterThan(0);
  });

  test('returns the same error for a wrong password and an unknown address', async () => {
    await expect(attempt('not this one')).rejects.toMatchObject({ code: 'sign-in-refused', facts: {} });
    await expect(enter('nobody@example.com', 'whatever-it-is')).rejects.toMatchObject({
      code: 'sign-in-refused',
      facts: {},
    });
    expect(await database.db.session.count()).toBe(0);
  });

  test('has no limit for right passwords: they reset the counters', async () => {
    for (let n = 0; n < 7; n += 1) await attempt(person.password, `203.0.113.${n % 6}`);
    const counted = await database.db.attemptLimit.findMany();
    expect(counted.filter(({ purpose }) => purpose === 'sign-in' || purpose === 'sign-in-known')).toEqual([]);
    expect(counted.map(({ owedSeconds }) => owedSeconds)).toEqual(Array(counted.length).fill(0));
  });

  test('fails if its audit row cannot be written', async () => {
    await database.db.$executeRawUnsafe(
      'ALTER TABLE audit_entry ADD CONSTRAINT audit_fails CHECK (false) NOT VALID',
    );
    await expect(attempt(person.password)).rejects.toThrow();
    expect(await database.db.session.count()).toBe(0);
  });
});

describe('the record of a refused sign-in', () => {
  test('is one row a day for an email and an address, and no audit entry', async () => {
    await guess(3);
    await guess(1, 'nobody@example.com', '2001:db8::1');
    const purpose = 'sign-in';
    expect(await refusals()).toEqual([
      { purpose, email: person.email, address: '192.0.2.1', times: 3 },
      { purpose, email: 'nobody@example.com', address: '2001:db8::1', times: 1 },
    ]);
    expect(await actions()).toEqual([]);
  });

  test('is not written if no password was checked', async () => {
    await guess(8);
    await expect(enter('not an address', 'x')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await refusals()).toMatchObject([{ times: 5 }]);
  });

  test('does not contain a forged address from a header', async () => {
    await guess(1, person.email, 'x'.repeat(14_000));
    expect(await refusals()).toMatchObject([{ address: 'unknown' }]);
  });
});

describe('the limits of sign-in', () => {
  test('refuse even the right password after five wrong ones, and allow one more attempt each minute', async () => {
    expect(await guess(5)).toEqual(Array(5).fill('sign-in-refused'));
    await expect(attempt(person.password)).rejects.toMatchObject({
      code: 'sign-in-limited',
      facts: { minutes: 1 },
    });
    expect(await database.db.session.count()).toBe(0);
    await passSeconds(60);
    expect(await guess(2)).toEqual(['sign-in-refused', 'sign-in-limited']);
    await passSeconds(60);
    expect((await attempt(person.password)).getSetCookie().length).toBeGreaterThan(0);
  });

  test('allow only a few of many simultaneous attempts to wait, and check at most five passwords', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => attempt(`guess ${n}`)));
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'in'));
    const count = (wanted: string) => codes.filter((code) => code === wanted).length;
    expect(count('sign-in-busy')).toBeGreaterThanOrEqual(14); // two are checked at once, or one on small machines, and four wait
    expect(count('sign-in-refused')).toBe(5);
    expect(count('sign-in-busy') + count('sign-in-refused') + count('sign-in-limited')).toBe(20);
  });

  test('admit a person with a recent sign-in from the same address during many attempts for unknown addresses', async () => {
    await attempt(person.password, '192.0.2.50');
    const crowd = Array.from({ length: 60 }, (_, n) =>
      enter(`n${n}@example.com`, 'a guess', `203.0.113.${n}`).catch((error: { code: string }) => error.code),
    );
    await attempt(person.password, '192.0.2.50');
    expect(await Promise.all(crowd)).toContain('sign-in-busy');
  });

  test('apply across several web processes', async () => {
    const other = createAuth({ db: database.db, clock, secret: 'a secret for tests, 32 characters or more' });
    await tried(5, person.email, '192.0.2.1');
    await expect(enter(person.email, person.password, '192.0.2.1', other)).rejects.toMatchObject({
      code: 'sign-in-limited',
    });
  });

  test('are not displaced by attempts for other addresses and emails', async () => {
    await tried(5, person.email, '192.0.2.1');
    for (let n = 0; n < 300; n += 1) await tried(1, `n${n}@example.com`, `198.51.100.${n % 250}`);
    expect(await guess(1)).toEqual(['sign-in-limited']);
  });

  test('store nothing for more emails from an address that is already limited', async () => {
    for (let n = 0; n < 200; n += 1) await tried(1, `n${n}@example.com`, '192.0.2.1');
    // 60, and one more for each five seconds that the test took
    expect(await database.db.attemptLimit.count({ where: { purpose: 'sign-in' } })).toBeLessThan(120);
  });

  test('count an IPv6 network of one customer as one address', async () => {
    for (let n = 0; n < 5; n += 1) await tried(1, person.email, `2001:db8:1:2::${n}`);
    expect(await guess(1, person.email, '2001:db8:1:2:ffff::1')).toEqual(['sign-in-limited']);
    expect(await guess(1, person.email, '2001:db8:1:3::1')).toEqual(['sign-in-refused']);
  });

  test('do not lock out a person with a recent sign-in from the same address because of the attempts of others', async () => {
    const home = '192.0.2.50';
    await attempt(person.password, home);
    for (let n = 0; n < 7; n += 1) await tried(5, person.email, `203.0.113.${n}`);
    expect(await guess(1, person.email, '203.0.113.99')).toEqual(['sign-in-limited']);
    for (let n = 0; n < 70; n += 1) await tried(1, `n${n}@example.com`, home);
    expect(await guess(1, 'n71@example.com', home)).toEqual(['sign-in-limited']);
    await attempt(person.password, home);
  });

  test('also limit such a person after wrong passwords; the recent sign-in counts for a month', async () => {
    await attempt(person.password);
    expect(await guess(6)).toEqual([...Array(5).fill('sign-in-refused'), 'sign-in-limited']);
    await passSeconds(36);
    await attempt(person.password);
    for (let n = 0; n < 7; n += 1) await tried(5, person.email, `203.0.113.${n}`);
    clock.pass(31 * 86_400);
    await expect(attempt(person.password)).rejects.toMatchObject({ code: 'sign-in-limited' });
  });

  test('still apply after the clock is set back, for no longer than before', async () => {
    await tried(5, person.email, '192.0.2.1');
    await passSeconds(-86_400); // the rows now have a time in the future
    expect(await guess(1)).toEqual(['sign-in-limited']);
    await passSeconds(60);
    expect(await guess(2)).toEqual(['sign-in-refused', 'sign-in-limited']);
  });

  test('leave no rows without remaining effect', async () => {
    await tried(1, person.email, '192.0.2.1');
    expect(await dropSpentAttempts(database.db)).toBe(0);
    await passSeconds(61);
    expect(await dropSpentAttempts(database.db)).toBe(3);
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

  test('cannot be forged: the cookie is signed', async () => {
    const browser = asBrowser(await attempt(person.password));
    const forged = browser.get('cookie')?.replace(/(session_token=.{10})./, '$1x') ?? '';
    expect(await readSession({ auth, headers: new Headers({ cookie: forged }) })).toBeNull();
  });
});

describe('over HTTP', () => {
  test('users cannot register themselves', async () => {
    const response = await auth.handler(
      new Request('http://ballast.example/api/auth/sign-up/email', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: 'http://ballast.example',
          host: 'ballast.example',
        },
        body: JSON.stringify({ name: 'Eve', email: 'eve@example.com', password: 'a-long-password' }),
      }),
    );
    expect(response.status).toBe(400);
    expect(await database.db.user.count({ where: { email: 'eve@example.com' } })).toBe(0);
  });
});
