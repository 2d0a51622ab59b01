import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { enqueue } from '../../lib/db/queue.ts';
import { startQueue } from '../../lib/db/queue-runner.ts';
import { ClusterPayload } from '../../lib/worker/worker-context.ts';
import { withTestDatabase } from './support/database.ts';
import { Forwarder } from './support/forwarder.ts';

const database = withTestDatabase();
const ids = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const patience = { timeout: 20_000, interval: 50 };
let forwarder: Forwarder;

beforeAll(async () => {
  forwarder = await Forwarder.open(Number(new URL(database.url).port));
});
afterAll(() => forwarder.close());

it('a queue that loses the ends of several jobs with its connections continues, and can be stopped', async () => {
  const { db } = database;
  const [first = '', second = '', later = ''] = ids;
  const works = new Map(ids.map((id) => [id, Promise.withResolvers<void>()]));
  const begun: string[] = [];
  const errors: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: object, message: string) => void errors.push(message),
  };
  const queue = await startQueue({
    url: forwarder.in(database.url),
    concurrency: 3,
    onOpen: () => undefined,
    onClose: () => undefined,
    log,
    tasks: {
      'collect-cluster': async (payload) => {
        const { clusterId } = ClusterPayload.parse(payload);
        begun.push(clusterId);
        await works.get(clusterId)?.promise;
      },
    },
  });
  try {
    await enqueue(db, 'collect-cluster', first);
    await enqueue(db, 'collect-cluster', second);
    await vi.waitFor(() => expect(begun).toHaveLength(2), patience);
    const count = (text: string) => errors.filter((message) => message.includes(text)).length;
    forwarder.freeze(); // both ends are written, one after the other, before it is known that either is lost
    for (const [i, id] of [first, second].entries()) {
      works.get(id)?.reject(new Error('the database is away'));
      await vi.waitFor(() => expect(count('Failed task')).toBe(i + 1), patience);
    }
    forwarder.moveTo(null);
    await vi.waitFor(() => expect(count('Failed to fail jobs')).toBe(2), patience);
    forwarder.thaw();
    forwarder.moveTo(Number(new URL(database.url).port));
    await enqueue(db, 'collect-cluster', later);
    await vi.waitFor(() => expect(begun).toContain(later), patience);
    works.get(later)?.resolve();
  } finally {
    await queue.stop();
  }
});
