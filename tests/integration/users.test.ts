import { beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../lib/model/actor.ts';
import type { Context } from '../../lib/services/context.ts';
import { addUser } from '../../lib/services/users/add-user.ts';
import { changePassword } from '../../lib/services/users/change-password.ts';
import { changeRole } from '../../lib/services/users/change-role.ts';
import { ensureAdministrator } from '../../lib/services/users/ensure-administrator.ts';
import { removeUser } from '../../lib/services/users/remove-user.ts';
import { setPassword } from '../../lib/services/users/set-password.ts';
import { updatePreferences } from '../../lib/services/users/update-preferences.ts';
import { listUsers } from '../../lib/views/settings/list-users.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();

beforeEach(async () => {
  await database.db.user.deleteMany();
  await database.db.auditEntry.deleteMany();
  await database.db.refusedSignIn.deleteMany();
  await database.db.$executeRawUnsafe('ALTER TABLE audit_entry DROP CONSTRAINT IF EXISTS audit_fails');
});

const system = (): Context => makeContext(database.db);
const add = (email: string, role: Role) =>
  addUser({ ctx: system(), input: { name: email, email, role, password: 'a-long-password' } });

/** Makes all later writes of audit rows fail, as on a full disk. */
const breakAudit = () =>
  database.db.$executeRawUnsafe('ALTER TABLE audit_entry ADD CONSTRAINT audit_fails CHECK (false) NOT VALID');

async function signInSomewhere(userId: string): Promise<void> {
  await database.db.session.create({
    data: { id: `s-${userId}`, token: `t-${userId}`, userId, expiresAt: new Date(Date.UTC(2027, 0)) },
  });
}

const actions = async () =>
  (await database.db.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ action, target }) => [
    action,
    target,
  ]);

describe('addUser', () => {
  test('adds a person with a generated password that is shown once, and audits it', async () => {
    const added = await addUser({
      ctx: system(),
      input: { name: ' Ann ', email: ' Ann@Example.com ', role: 'operator' },
    });
    expect(added.generatedPassword).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    const [user] = await listUsers({ ctx: system() });
    expect(user).toMatchObject({
      name: 'Ann',
      email: 'ann@example.com',
      role: 'operator',
      lastSignInAt: null,
    });
    const audit = await database.db.auditEntry.findMany();
    expect(audit).toMatchObject([
      { action: 'user.add', target: 'ann@example.com', actorKind: 'system', details: { role: 'operator' } },
    ]);
    expect(
      JSON.stringify(audit, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain(added.generatedPassword);
  });

  test('reports that an address is taken', async () => {
    await add('ann@example.com', 'viewer');
    await expect(add('ANN@example.com', 'viewer')).rejects.toMatchObject({
      code: 'email-taken',
      facts: { email: 'ann@example.com' },
    });
    expect(await actions()).toEqual([['user.add', 'ann@example.com']]);
  });

  test.each([
    [
      { name: '', email: 'a@example.com', role: 'viewer' },
      { field: 'name', problem: 'required' },
    ],
    [
      { name: 'A', email: 'nobody', role: 'viewer' },
      { field: 'email', problem: 'format' },
    ],
    [
      { name: 'A', email: 'a@example.com', role: 'root' },
      { field: 'role', problem: 'format' },
    ],
    [
      { name: 'A', email: 'a@example.com', role: 'viewer', password: 'short' },
      { field: 'password', problem: 'tooShort', limit: 10 },
    ],
  ])('names the invalid field in %j', async (input, facts) => {
    await expect(addUser({ ctx: system(), input })).rejects.toMatchObject({ code: 'invalid-input', facts });
  });

  test('writes nothing if its audit row cannot be written', async () => {
    await breakAudit();
    await expect(add('ann@example.com', 'viewer')).rejects.toThrow();
    expect(await database.db.user.count()).toBe(0);
  });
});

describe('roles', () => {
  const verbs = {
    addUser: (ctx: Context) => addUser({ ctx, input: { name: 'B', email: 'b@example.com', role: 'viewer' } }),
    changeRole: (ctx: Context) => changeRole({ ctx, input: { userId: 'x', role: 'viewer' } }),
    setPassword: (ctx: Context) => setPassword({ ctx, input: { userId: 'x' } }),
    removeUser: (ctx: Context) => removeUser({ ctx, input: { userId: 'x' } }),
    ensureAdministrator: (ctx: Context) => ensureAdministrator({ ctx, input: {} }),
  };
  for (const [name, verb] of Object.entries(verbs)) {
    test.each(['operator', 'viewer'] as const)(`refuses ${name} to a user with the role %s`, async (role) => {
      const ctx = makeContext(database.db, { actor: personWith(role) });
      await expect(verb(ctx)).rejects.toMatchObject({
        code: 'not-allowed',
        facts: { role, permission: 'user.manage' },
      });
      expect(await database.db.user.count()).toBe(0);
    });
  }
});

describe('changeRole and removeUser', () => {
  test('keep the last administrator', async () => {
    const { id } = await add('root@example.com', 'administrator');
    await add('ann@example.com', 'operator');
    const last = { code: 'last-administrator', facts: { email: 'root@example.com' } };
    await expect(changeRole({ ctx: system(), input: { userId: id, role: 'viewer' } })).rejects.toMatchObject(
      last,
    );
    await expect(removeUser({ ctx: system(), input: { userId: id } })).rejects.toMatchObject(last);
  });

  test('keep one of two administrators who demote each other at the same moment', async () => {
    const one = await add('one@example.com', 'administrator');
    const two = await add('two@example.com', 'administrator');
    const as = (id: string) => makeContext(database.db, { actor: personWith('administrator', id) });
    const results = await Promise.allSettled([
      changeRole({ ctx: as(one.id), input: { userId: two.id, role: 'viewer' } }),
      changeRole({ ctx: as(two.id), input: { userId: one.id, role: 'viewer' } }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await database.db.user.count({ where: { role: 'administrator' } })).toBe(1);
  });

  test('end the sessions of the person concerned, and of nobody else', async () => {
    await add('root@example.com', 'administrator');
    const ann = await add('ann@example.com', 'operator');
    const bob = await add('bob@example.com', 'operator');
    await signInSomewhere(ann.id);
    await signInSomewhere(bob.id);
    await changeRole({ ctx: system(), input: { userId: ann.id, role: 'viewer' } });
    expect(await database.db.session.findMany({ select: { userId: true } })).toEqual([{ userId: bob.id }]);
    await removeUser({ ctx: system(), input: { userId: bob.id } });
    expect(await database.db.session.count()).toBe(0);
    expect(await database.db.account.count()).toBe(2);
    expect(await actions()).toContainEqual(['user.role', 'ann@example.com']);
    expect(await actions()).toContainEqual(['user.remove', 'bob@example.com']);
  });

  test('change nothing if the audit row cannot be written', async () => {
    await add('root@example.com', 'administrator');
    const ann = await add('ann@example.com', 'operator');
    await signInSomewhere(ann.id);
    await breakAudit();
    await expect(changeRole({ ctx: system(), input: { userId: ann.id, role: 'viewer' } })).rejects.toThrow();
    await expect(removeUser({ ctx: system(), input: { userId: ann.id } })).rejects.toThrow();
    expect(await database.db.user.findUnique({ where: { id: ann.id } })).toMatchObject({ role: 'operator' });
    expect(await database.db.session.count()).toBe(1);
  });

  test("refuse changes of one's own account", async () => {
    const ann = await add('ann@example.com', 'administrator');
    await add('bob@example.com', 'administrator');
    const ctx = makeContext(database.db, { actor: personWith('administrator', ann.id) });
    const own = { code: 'own-account' };
    await expect(removeUser({ ctx, input: { userId: ann.id } })).rejects.toMatchObject(own);
    await expect(changeRole({ ctx, input: { userId: ann.id, role: 'viewer' } })).rejects.toMatchObject(own);
    await expect(setPassword({ ctx, input: { userId: ann.id } })).rejects.toMatchObject(own);
  });

  test('report an unknown person', async () => {
    await expect(changeRole({ ctx: system(), input: { userId: 'x', role: 'viewer' } })).rejects.toMatchObject(
      {
        code: 'user-not-found',
      },
    );
  });
});

describe('ensureAdministrator', () => {
  test('adds an administrator and shows the password once; later it finds the existing one', async () => {
    const first = await ensureAdministrator({ ctx: system(), input: {} });
    expect(first).toMatchObject({
      created: true,
      email: 'admin@ballast.local',
      password: expect.any(String),
    });
    expect(await ensureAdministrator({ ctx: system(), input: { email: 'other@example.com' } })).toEqual({
      created: false,
      email: 'admin@ballast.local',
    });
  });

  test('uses the given address and password, and does not show the password', async () => {
    const input = { email: 'root@example.com', password: 'from-the-environment' };
    expect(await ensureAdministrator({ ctx: system(), input })).toEqual({
      created: true,
      email: 'root@example.com',
    });
  });
});

describe('one’s own account', () => {
  test('changes the password if the current one is right, and ends all sessions', async () => {
    const ann = await add('ann@example.com', 'viewer');
    await signInSomewhere(ann.id);
    const ctx = makeContext(database.db, { actor: personWith('viewer', ann.id) });
    const change = (current: string, next: string) =>
      changePassword({ ctx, input: { current, next, address: '192.0.2.1' } });
    await expect(change('not this one', 'another-long-password')).rejects.toMatchObject({
      code: 'password-wrong',
    });
    expect(await database.db.session.count()).toBe(1);
    await change('a-long-password', 'another-long-password');
    expect(await database.db.session.count()).toBe(0);
    await expect(change('a-long-password', 'yet-another-password')).rejects.toMatchObject({
      code: 'password-wrong',
    });
  });

  test('limits an open session to five guesses of the password, and records them', async () => {
    const ann = await add('ann@example.com', 'viewer');
    const ctx = makeContext(database.db, { actor: personWith('viewer', ann.id) });
    const change = (current: string) =>
      changePassword({ ctx, input: { current, next: 'another-long-password', address: '192.0.2.1' } });
    for (let n = 0; n < 5; n += 1)
      await expect(change(`guess ${n}`)).rejects.toMatchObject({ code: 'password-wrong' });
    await expect(change('a-long-password')).rejects.toMatchObject({ code: 'sign-in-limited' });
    expect(await database.db.refusedSignIn.findMany({ where: { email: 'ann@example.com' } })).toMatchObject([
      { purpose: 'password', address: '192.0.2.1', times: 5 },
    ]);
  });

  test('keeps language, theme and time zone, for a viewer too', async () => {
    const ann = await add('ann@example.com', 'viewer');
    const ctx = makeContext(database.db, { actor: personWith('viewer', ann.id) });
    const input = { locale: 'ja', theme: null, timeZone: 'Asia/Tokyo' };
    expect(await updatePreferences({ ctx, input })).toEqual(input);
    expect(await database.db.user.findUnique({ where: { id: ann.id } })).toMatchObject(input);
    await expect(
      updatePreferences({ ctx, input: { ...input, timeZone: 'Mars/Olympus' } }),
    ).rejects.toMatchObject({ code: 'invalid-input', facts: { field: 'timeZone', problem: 'timeZone' } });
  });

  test('does not exist for Ballast itself', async () => {
    const input = { locale: null, theme: null, timeZone: null };
    await expect(updatePreferences({ ctx: system(), input })).rejects.toMatchObject({ code: 'not-allowed' });
  });
});
