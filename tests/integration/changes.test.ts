import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openEventStream } from '../../app/event-stream.ts';
import { watchChanges } from '../../components/live/watch-changes.ts';
import { listenForChanges } from '../../lib/db/listen.ts';
import { type Change, parseQuery, subscribeTo } from '../../lib/model/change.ts';
import { clusterTopics } from '../../lib/model/topic.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { ChangeHub } from '../../lib/web/change-hub.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const world = {
  hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')],
  vms: ['a', 'b', 'c', 'd', 'e'].map((name) =>
    simulatedVm(`vm-${name}`, 'h1', { load: { base: 0.8, noise: 0 } }),
  ),
};
const makeCluster = () => makeObservedCluster(database.db, world);

describe('the database announces', () => {
  const reachable: Change[] = [];
  let stop: () => Promise<void>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      stop = listenForChanges(database.url, {
        onChange: (change) => reachable.push(change),
        onConnection: () => resolve(),
      });
    });
  });
  afterAll(() => stop());

  /** Topics and clusters that are announced during `work`. Notifications keep the order of the transactions. */
  async function announced(work: () => Promise<unknown>): Promise<string[]> {
    const flush = async (mark: string) => {
      await database.db.$queryRaw`SELECT pg_notify('ballast', ${`user ${mark}`})::text`;
      await vi.waitFor(() => expect(reachable.at(-1)?.clusterId).toBe(mark), { timeout: 20_000 });
    };
    await flush('before');
    const from = reachable.length;
    await work();
    await flush('after');
    return reachable.slice(from, -1).map(({ topic, clusterId }) => `${topic} ${clusterId}`);
  }

  it('an observation as a sample of its cluster, once, and nothing else if nothing else has changed', async () => {
    const { cluster, collect } = await makeCluster();
    expect(await announced(collect)).toEqual([`sample ${cluster.id}`]);
  });

  it('the state of a host, and the host of a VM', async () => {
    const { cluster, hostId, vmId } = await makeCluster();
    const host = { where: { id: hostId('h2') } };
    const of = (topic: string) => `${topic} ${cluster.id}`;
    const drain = () => database.db.host.update({ ...host, data: { mode: 'draining' } });
    expect((await announced(drain)).sort()).toEqual([of('host'), of('sample')]);
    const id = await vmId('vm-a');
    const move = () => database.db.vm.update({ where: { id }, data: { hostId: hostId('h2') } });
    expect(await announced(move)).toEqual([of('vm')]);
    const nothing = () => database.db.host.updateMany({ where: { name: 'none' }, data: { rack: 'r1' } });
    expect(await announced(nothing)).toEqual([]);
  });

  it('a suggestion when it is made, and only planning when it is confirmed', async () => {
    const { cluster, ctx, clock } = await makeCluster();
    const plan = () => suggestMoves({ ctx, input: { clusterId: cluster.id } });
    expect((await announced(plan)).sort()).toEqual([`planning ${cluster.id}`, `suggestion ${cluster.id}`]);
    clock.pass(20);
    expect(new Set(await announced(plan))).toEqual(new Set([`planning ${cluster.id}`]));
  });

  it('changes by users', async () => {
    const { cluster, hostId } = await makeCluster();
    const { version } = await database.db.policy.findUniqueOrThrow({ where: { clusterId: cluster.id } });
    const ofCluster = { scope: 'cluster', clusterId: cluster.id, version, change: { maxTries: 5 } };
    const ofHost = { scope: 'host', hostId: hostId('h2'), version: 1, change: { reserveCores: 1 } };
    for (const input of [ofCluster, ofHost]) {
      const edit = () => editPolicy({ ctx: makeContext(database.db), input });
      expect((await announced(edit)).sort()).toEqual(['audit null', `policy ${cluster.id}`]);
    }
  });

  it('a job, its moves and their progress', async () => {
    const { cluster, ctx, vmId, hostId, finish } = await makeCluster();
    const input = { vmId: await vmId('vm-a'), toHostId: hostId('h2') };
    const topics = await announced(async () => finish((await migrateVm({ ctx, input })).runId));
    expect(topics).toEqual(
      expect.arrayContaining(['job', 'move', 'progress', 'vm'].map((topic) => `${topic} ${cluster.id}`)),
    );
  });

  it('the removal of a cluster', async () => {
    const { cluster } = await makeCluster();
    const remove = () => database.db.cluster.delete({ where: { id: cluster.id } });
    expect(await announced(remove)).toContain(`cluster ${cluster.id}`);
  });
});

describe('two pages open on two clusters', () => {
  const stops: (() => unknown)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    vi.unstubAllGlobals();
  });

  it('a change in one cluster refetches only the page that shows it', async () => {
    const [a, b] = [await makeCluster(), await makeCluster()];
    const hub = await new Promise<ChangeHub>((resolve) => {
      const made = new ChangeHub((listener) => {
        const onConnection = (isConnected: boolean) => {
          listener.onConnection?.(isConnected);
          resolve(made);
        };
        stops.push(listenForChanges(database.url, { ...listener, onConnection }));
      });
    });
    vi.stubGlobal('EventSource', browserOf(hub));
    vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
    const pages = [a, b].map(({ cluster }) => {
      const page = { refetched: 0 };
      const shows = subscribeTo(clusterTopics, [cluster.id]);
      const onChange = () => void page.refetched++;
      const parts = [{ shows, everyMs: () => 0, onChange }];
      stops.push(watchChanges({ parts, since: () => hub.mark(), onInterrupted: () => {} }));
      return page;
    });
    const [pageOfA, pageOfB] = pages;
    await a.collect();
    await vi.waitFor(() => expect(pageOfA?.refetched).toBe(1), { timeout: 20_000 });
    await b.collect(); // both have received the first change by then
    await vi.waitFor(() => expect(pageOfB?.refetched).toBe(1), { timeout: 20_000 });
    expect(pages).toEqual([{ refetched: 1 }, { refetched: 1 }]);
  });

  /** The browser's end of a stream, opened at the hub directly instead of over HTTP. */
  function browserOf(hub: ChangeHub) {
    return class extends EventTarget {
      static readonly CLOSED = 2;
      readonly readyState = 1;
      private readonly gone = new AbortController();

      constructor(url: string) {
        super();
        const query = new URL(url, 'http://ballast.example').searchParams;
        const stream = openEventStream({
          hub,
          subscription: parseQuery(query),
          since: query.get('since'),
          session: { id: 's1', expiresAt: new Date(8.64e15) },
          isLive: async () => true,
          signal: this.gone.signal,
          now: new Date(0),
        });
        void this.read(stream);
      }

      close() {
        this.gone.abort();
      }

      private async read(stream: ReadableStream<Uint8Array>) {
        const decoder = new TextDecoder();
        for await (const chunk of stream)
          for (const [, type = '', data] of decoder.decode(chunk).matchAll(/event: (.+)\ndata: (.+)\n\n/g))
            this.dispatchEvent(Object.assign(new Event(type), { data }));
      }
    };
  }
});
