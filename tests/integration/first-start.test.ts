import { beforeEach, expect, test } from 'vitest';
import { prepareFirstStart } from '../../bin/start/first-start.ts';
import { readEnvironment } from '../../lib/platform/env.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
beforeEach(() => database.db.user.deleteMany());

const start = (variables: Record<string, string>) =>
  prepareFirstStart(database.url, readEnvironment({ BALLAST_SIMULATOR: 'off', ...variables }));

test.each([
  ['BALLAST_ADMIN_PASSWORD', 'password1234', 'among the first passwords'],
  ['BALLAST_ADMIN_PASSWORD', `sixteen${String.fromCharCode(7)}letters`, 'signs that cannot be seen'],
  ['BALLAST_ADMIN_EMAIL', `a${'b'.repeat(300)}@example.org`, 'is refused'],
])('a start with an unusable %s names the variable and not its value', async (name, value, why) => {
  const failure = await start({ [name]: value }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'bad-environment', message: expect.stringContaining(why) });
  expect(String(failure)).toContain(`${name} is refused`);
  expect(String(failure)).not.toContain(value);
  expect(await database.db.user.count()).toBe(0);
});

test('a later start does not ask for them', async () => {
  const { generatedPassword } = await start({});
  expect(generatedPassword).toMatch(/^[a-z2-9-]{23}$/);
  expect(await start({ BALLAST_ADMIN_PASSWORD: 'password1234' })).toMatchObject({ generatedPassword: null });
});
