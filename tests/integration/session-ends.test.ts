import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listenForChanges } from '../../lib/db/listen.ts';
import { present } from '../../lib/model/present.ts';
import { addUser } from '../../lib/services/users/add-user.ts';
import { type Auth, createAuth } from '../../lib/services/users/auth.ts';
import { changeRole } from '../../lib/services/users/change-role.ts';
import { readLiveSession } from '../../lib/services/users/read-session.ts';
import { signIn, signOut } from '../../lib/services/users/sign-in.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const person = { email: 'ann@example.com', password: 'a-long-password' };
const ended: string[] = [];
let auth: Auth;
let annId = '';
let stop: () => Promise<void>;

beforeAll(async () => {
  const ctx = makeContext(database.db);
  auth = createAuth({
    db: database.db,
    clock: new TestClock(),
    secret: 'a secret for tests, 32 characters or more',
  });
  await addUser({ ctx, input: { name: 'Root', email: 'root@example.com', role: 'administrator' } });
  annId = (await addUser({ ctx, input: { ...person, name: 'Ann', role: 'operator' } })).id;
  await new Promise<void>((resolve) => {
    stop = listenForChanges(database.url, {
      onChange: () => {},
      onSessionEnd: (id) => ended.push(id),
      onConnection: () => resolve(),
    });
  });
});
afterAll(() => stop());

/** The request that a browser sends once Ann is signed in, and the id of her session. */
async function signedIn() {
  const { headers } = await signIn({
    ctx: makeContext(database.db),
    auth,
    input: person,
    headers: new Headers({ host: 'ballast.example' }),
  });
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const browser = new Headers({ cookie: cookies.join('; '), host: 'ballast.example' });
  const session = await readLiveSession({ auth, headers: browser });
  return { browser, id: present(session?.id, 'session') };
}

test('the database reports which session has ended, by sign-out or by a change of role', async () => {
  const first = await signedIn();
  const second = await signedIn();
  await signOut({ auth, headers: first.browser });
  await vi.waitFor(() => expect(ended).toEqual([first.id]));
  expect(await readLiveSession({ auth, headers: first.browser })).toBeNull();
  await changeRole({ ctx: makeContext(database.db), input: { userId: annId, role: 'viewer' } });
  await vi.waitFor(() => expect(ended).toEqual([first.id, second.id]));
});
