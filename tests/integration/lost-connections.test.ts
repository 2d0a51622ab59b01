import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectDatabase, databaseUntil } from '../../lib/db/client.ts';
import { ClusterLocks } from '../../lib/db/cluster-lock.ts';
import { listenForChanges } from '../../lib/db/listen.ts';
import { withTestDatabase } from './support/database.ts';
import { Forwarder } from './support/forwarder.ts';

const database = withTestDatabase();
const clusterId = '00000000-0000-7000-8000-000000000001';
const patience = { timeout: 170_000, interval: 50 };
let forwarder: Forwarder;
let locks: ClusterLocks;
let others: ClusterLocks;

beforeAll(async () => {
  forwarder = await Forwarder.open(Number(new URL(database.url).port));
  locks = new ClusterLocks(forwarder.in(database.url));
  others = new ClusterLocks(database.url);
});
afterAll(async () => {
  await locks.close();
  await others.close();
  await forwarder.close();
});

const terminate = (name: string) => database.db.$queryRaw`
  SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = ${name}`;
const isFree = () => others.tryWith(clusterId, 'run', async () => true);
const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

describe('a lock whose session is lost', () => {
  it.each([
    ['because the server ended it', () => terminate('ballast-lock')],
    ['because the connection was cut', async () => forwarder.cut()],
    ['without notice, because nothing passes any more', async () => forwarder.freeze()],
  ])('tells its holder, %s', async (_, lose) => {
    const reason = await locks.tryWith(clusterId, 'run', async (lost) => {
      expect(await isFree()).toBeNull();
      await lose();
      await aborted(lost);
      return lost.reason;
    });
    expect(reason).toMatchObject({ message: 'the lock of the cluster was lost with its session' });
    forwarder.thaw();
    forwarder.cut();
    await vi.waitFor(async () => expect(await isFree()).toBe(true), patience);
    expect(await locks.tryWith(clusterId, 'run', async () => 'held again')).toBe('held again');
  });
});

describe('a database whose lock is lost', () => {
  it('reads and writes nothing any more, also in a transaction that has begun', async () => {
    const lost = new AbortController();
    const db = databaseUntil(database.db, lost.signal);
    const data = { name: 'of the lost', driver: 'simulator' } as const;
    const transaction = db.$transaction(async (tx) => {
      await tx.cluster.create({ data });
      lost.abort(new Error('lost'));
      await tx.cluster.create({ data: { ...data, name: 'never' } });
    });
    await expect(transaction).rejects.toThrow('lost');
    await expect(db.cluster.count()).rejects.toThrow('lost');
    await expect(db.$queryRaw`SELECT 1`).rejects.toThrow('lost');
    expect(await database.db.cluster.count()).toBe(0);
  });
});

describe('listening', () => {
  it.each([
    ['was ended by the server', () => terminate('ballast-listen')],
    ['was cut without notice', async () => forwarder.freeze()],
  ])('is renewed after the connection %s', async (_, lose) => {
    const received: (string | boolean)[] = [];
    const stop = listenForChanges(forwarder.in(database.url), {
      onChange: ({ topic }) => received.push(topic),
      onConnection: (isConnected) => received.push(isConnected),
    });
    try {
      await vi.waitFor(() => expect(received).toEqual([true]), patience);
      await lose();
      await vi.waitFor(() => expect(received).toEqual([true, false]), patience);
      forwarder.thaw();
      await vi.waitFor(() => expect(received).toEqual([true, false, true]), patience);
      const { id } = await database.db.cluster.create({ data: { name: 'new', driver: 'simulator' } });
      await vi.waitFor(() => expect(received.length).toBeGreaterThan(3), patience);
      await database.db.cluster.delete({ where: { id } });
    } finally {
      await stop();
    }
  });

  it('waits for a server that refuses connections', async () => {
    const received: boolean[] = [];
    forwarder.moveTo(null);
    const stop = listenForChanges(forwarder.in(database.url), {
      onChange: () => undefined,
      onConnection: (isConnected) => received.push(isConnected),
    });
    await vi.waitFor(() => expect(received.slice(0, 2)).toEqual([false, false]), patience);
    forwarder.moveTo(Number(new URL(database.url).port));
    await vi.waitFor(() => expect(received.at(-1)).toBe(true), patience);
    await stop();
  });
});

it('connects again after the server was away', async () => {
  const db = connectDatabase(forwarder.in(database.url), 2);
  expect(await db.cluster.count()).toBe(0);
  forwarder.moveTo(null);
  await expect(db.cluster.count()).rejects.toThrow();
  forwarder.moveTo(Number(new URL(database.url).port));
  expect(await vi.waitFor(() => db.cluster.count(), patience)).toBe(0);
  await db.$disconnect();
});
