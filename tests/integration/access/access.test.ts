import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Role } from '../../../lib/model/actor.ts';
import { addUser } from '../../../lib/services/users/add-user.ts';
import { signIn } from '../../../lib/services/users/sign-in.ts';
import { makeContext } from '../support/context.ts';
import { withTestDatabase } from '../support/database.ts';
import { simulatedHost, simulatedVm, storeSimulatedCluster } from '../support/simulated-cluster.ts';
import { type Answers, actions, events, NO_ID, pages, routes } from './expected.ts';

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({ get: () => undefined, set: () => undefined, delete: () => undefined }),
}));
vi.mock('next/cache', () => ({ revalidatePath: () => undefined }));
vi.mock('next-intl/server', () => {
  const words = Object.assign((key: string) => key, { has: () => true, rich: (key: string) => key });
  return {
    getTranslations: async () => words,
    getLocale: async () => 'en',
    getTimeZone: async () => 'UTC',
    getNow: async () => new Date(),
  };
});

const app = path.resolve(import.meta.dirname, '../../../app');
const database = withTestDatabase();
const persons = ['nobody', ...[...Role.options].reverse()] as const; // no session, viewer, operator, administrator
const cookies = new Map<string, string>();
const ids: Record<string, string> = { planId: NO_ID, runId: NO_ID };

const files = fs
  .readdirSync(app, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'));
const textOf = (file: string) => fs.readFileSync(path.join(app, file), 'utf8');
const load = (file: string): Promise<Record<string, unknown>> => import(path.join(app, file));

type Callable = (...args: unknown[]) => unknown;
const isCallable = (value: unknown): value is Callable => typeof value === 'function';
function callable(value: unknown): Callable {
  if (!isCallable(value)) throw new Error('not a function');
  return value;
}

/** Sets the user who requests `pathname`. */
function ask(person: string, pathname: string): void {
  request.headers = new Headers({ host: 'ballast.example', 'x-ballast-path': pathname });
  const cookie = cookies.get(person);
  if (cookie) request.headers.set('cookie', cookie);
}

/** The target of Next's own signal: an address, or `not-found`. All other errors are thrown again. */
function signalOf(error: unknown): string {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : '';
  if (digest.startsWith('NEXT_REDIRECT')) return digest.split(';').slice(2, -2).join(';');
  if (digest.startsWith('NEXT_HTTP_ERROR_FALLBACK;404')) return 'not-found';
  throw error;
}

async function answersOf(pathname: string, work: () => Promise<string>): Promise<string[]> {
  const answers: string[] = [];
  for (const person of persons) {
    ask(person, pathname);
    answers.push(await work().catch(signalOf));
  }
  return answers;
}

/** Some actions sign the user out, which must not affect later ones. */
async function keepingSessions<T>(work: () => Promise<T>): Promise<T> {
  const kept = await database.db.session.findMany();
  const result = await work();
  await database.db.session.createMany({ data: kept, skipDuplicates: true });
  return result;
}

beforeAll(async () => {
  process.env.DATABASE_URL = database.productUrl;
  process.env.BALLAST_SECRET = 'a secret for tests, 32 characters or more';
  process.env.LOG_LEVEL = 'silent';
  const ctx = makeContext(database.db);
  const { getAuth } = await import('../../../lib/web/shared.ts');
  for (const role of Role.options) {
    const person = { email: `${role}@example.com`, password: 'a-long-password' };
    await addUser({ ctx, input: { ...person, name: role, role } });
    const { headers } = await signIn({ ctx, auth: getAuth(), input: person, headers: new Headers() });
    cookies.set(
      role,
      headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    );
  }
  const world = { hosts: [simulatedHost('h1'), simulatedHost('h2')], vms: [simulatedVm('a', 'h1')] };
  const { cluster, hostId } = await storeSimulatedCluster(database.db, world, new Date());
  Object.assign(ids, { clusterId: cluster.id, hostId: hostId('h1') });
});
afterAll(async () => (await import('../../../lib/web/shared.ts')).getDatabase().$disconnect());

const fill = (text: string): string =>
  text.replace(/(\[|%5B)(\w+)(\]|%5D)/g, (_, __, name) => ids[name] ?? name);
const filled = (answers: Answers): string[] => answers.map(fill);

// The expected responses are in expected.ts. A new page, action, route or event fails until it is added there.

describe('pages', () => {
  const found = files.filter((file) => /(^|\/)page\.tsx$/.test(file));

  test('have a line each in expected.ts', () => expect(Object.keys(pages).sort()).toEqual([...found].sort()));

  test.each(Object.entries(pages))('%s', async (file, answers) => {
    const page = callable((await load(file)).default);
    const pathname = fill(`/${file.replace(/\(\w+\)\//, '').replace(/\/?page\.tsx$/, '')}`);
    const props = { params: Promise.resolve(ids), searchParams: Promise.resolve({}) };
    const said = await answersOf(pathname, async () => {
      await page(props);
      return 'page';
    });
    expect(said).toEqual(filled(answers));
  });
});

describe('actions', () => {
  const found = files
    .filter((file) => textOf(file).startsWith("'use server'"))
    .flatMap((file) =>
      [...textOf(file).matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(
        ([, name]) => `${file} ${name}`,
      ),
    );

  test('have a line each in expected.ts', () =>
    expect(Object.keys(actions).sort()).toEqual([...found].sort()));

  test.each(Object.entries(actions))('%s', async (key, { answers, args }) => {
    const [file = '', name = ''] = key.split(' ');
    const action = callable((await load(file))[name]);
    const said = await keepingSessions(() =>
      answersOf('', async () => {
        const result = await action(...args);
        const failure = result instanceof Object && 'failure' in result ? result.failure : result;
        return failure instanceof Object && 'code' in failure ? String(failure.code) : 'ok';
      }),
    );
    expect(said).toEqual(answers);
  });
});

describe('actions that are called without a page', () => {
  test.each(Object.keys(actions))('%s returns an answer, whatever the arguments are', async (key) => {
    const [file = '', name = ''] = key.split(' ');
    const action = callable((await load(file))[name]);
    for (const args of [[], [null], [7], ['text', null]]) {
      const answers = await keepingSessions(() =>
        answersOf('', async () => {
          await action(...args);
          return 'answered';
        }),
      );
      expect(answers).toHaveLength(persons.length); // an error would have been thrown, and a browser gets a 500
    }
  });
});

const signInRoute = 'api/auth/[...path]/route.ts';
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * `entryPoint`: the file of a route below app/, or one of the several addresses that the file of the sign-in
 * library serves.
 */
async function callRoute(
  entryPoint: string,
  method: string,
  signal?: AbortSignal,
  query = '',
): Promise<Response> {
  const isAddress = entryPoint.startsWith('/');
  const file = isAddress ? signInRoute : entryPoint;
  const pathname = isAddress
    ? entryPoint
    : fill(`/${file.replace(/\/route\.ts$/, '').replace('[...path]', 'other')}`);
  const init = { method, headers: request.headers, ...(signal ? { signal } : {}) };
  const handler = callable((await load(file))[method]);
  const answer = await handler(new Request(`http://ballast.example${pathname}${query}`, init), {
    params: Promise.resolve(ids),
  });
  if (!(answer instanceof Response)) throw new Error('no response');
  return answer;
}

describe('route handlers', () => {
  const handlers = files
    .filter((file) => /(^|\/)route\.tsx?$/.test(file))
    .flatMap((file) =>
      methods
        .filter((method) => new RegExp(`^export .*\\b${method}\\b`, 'm').test(textOf(file)))
        .map((method) => `${method} ${file}`),
    );
  const offered = [...textOf(signInRoute).matchAll(/'((?:GET|POST) \/api\/auth\/[\w/-]+)'/g)].map(
    ([, entryPoint]) => entryPoint,
  );

  test('have a line each in expected.ts', () =>
    expect(Object.keys(routes).sort()).toEqual([...new Set([...handlers, ...offered])].sort()));

  test.each(Object.entries(routes))('%s', async (key, answers) => {
    const [method = '', entryPoint = ''] = key.split(' ');
    const said = await keepingSessions(() =>
      answersOf('', async () => {
        const ending = new AbortController();
        const answer = await callRoute(entryPoint, method, ending.signal);
        ending.abort();
        await answer.body?.cancel().catch(() => undefined);
        return String(answer.status);
      }),
    );
    expect(said).toEqual(answers);
  });
});

describe('events', () => {
  const found = [...textOf('../lib/web/change-hub.ts').matchAll(/\| { type: '(\w+)'/g)].map(
    ([, type]) => type,
  );

  test('have a line each in expected.ts', () =>
    expect(Object.keys(events).sort()).toEqual([...found].sort()));

  /** Makes the hub send each event: a change of a table, or the end of the connection on which it listens. */
  const causes: Record<string, () => Promise<unknown>> = {
    change: () => database.db.cluster.updateMany({ data: { lastPlannedAt: new Date() } }),
    database: () =>
      database.db.$queryRaw`SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'ballast-listen'`,
  };

  test.each(Object.entries(events))('%s', async (type, answers) => {
    const said = await answersOf('', async () => {
      const ending = new AbortController();
      const query = type === 'missed' ? '?since=another%200' : '?planning=all';
      const answer = await callRoute('api/events/route.ts', 'GET', ending.signal, query);
      if (answer.status !== 200) return String(answer.status);
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      const listens = () =>
        database.db.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'ballast-listen' AND query <> ''`;
      await vi.waitFor(async () => expect(await listens()).toHaveLength(1), { timeout: 20_000 });
      await causes[type]?.();
      for (;;) {
        const { value = '', done } = (await reader?.read()) ?? { done: true };
        if (value.includes(`event: ${type}\n`)) break;
        if (done) return 'ended';
      }
      ending.abort();
      await reader?.cancel().catch(() => undefined);
      return 'heard';
    });
    expect(said).toEqual(answers);
  });
});
