import { beforeAll, describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import type { Context } from '../../lib/services/context.ts';
import { exportHistory } from '../../lib/views/history/export-history.ts';
import { readHistory } from '../../lib/views/history/read-history.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const NOW = new TestClock().now(); // 23 November, 09:00 UTC
const HOUR_MS = 3_600_000;
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);
const week = { from: ago(7 * 24), to: new Date(NOW.getTime() + 1000) };
const figures = { spread: 0.2, peak: 1, overloadedHosts: 0 };

let ctx: Context;
let hosts: { id: string; name: string }[];
let clusterId: string;

interface Ended {
  vm: string;
  hoursAgo: number;
  state?: 'done' | 'failed' | 'skipped' | 'cancelled' | 'pending' | 'unknown';
  code?: string;
  seconds?: number;
  kind?: 'live' | 'quick' | 'offline';
  to?: number;
  message?: string;
}

/** A run with one move each, in the state in which the worker leaves it. */
async function addMoves(moves: Ended[], cause: 'balance' | 'evacuate' | 'migrate' = 'balance') {
  for (const [sequence, move] of moves.entries()) {
    const { vm, hoursAgo, state = 'done', seconds = 10, kind = 'live' } = move;
    const at = ago(hoursAgo);
    const began = state !== 'skipped' && state !== 'pending';
    const [from, to] = [hosts[0], hosts[move.to ?? 1]];
    const common = { clusterId, kind: cause, requestedBy: 'Mary', createdAt: at };
    const plan = await ctx.db.plan.create({
      data: {
        ...common,
        state: 'approved',
        decidedAt: at,
        decidedBy: 'Mary',
        snapshot: { hosts: [], vms: [] },
        policy: {},
        before: figures,
        after: figures,
        rejections: [],
        complete: true,
        planningMs: 1,
        takenAt: at,
        confirmedAt: at,
        run: { create: { ...common, state: 'failed', startedAt: at, finishedAt: at } },
      },
      include: { run: true },
    });
    await ctx.db.move.create({
      data: {
        planId: plan.id,
        runId: plan.run?.id,
        sequence: 0,
        wave: 1,
        kind,
        state,
        memoryMiB: 1024,
        vmUuid: `uuid-${vm}`,
        vmName: vm,
        code: move.code,
        message: move.message,
        fromHostId: present(from?.id, 'row'),
        fromHostName: from?.name ?? '',
        toHostId: present(to?.id, 'row'),
        toHostName: to?.name ?? '',
        reason: { code: 'requested', facts: {} },
        after: { spread: 0, peak: 0 },
        predictedSeconds: 10,
        predictedDowntimeMs: 50,
        startedAt: began ? at : null,
        finishedAt:
          state === 'pending' || state === 'unknown' ? null : new Date(at.getTime() + seconds * 1000),
        ...(state === 'done' ? { durationMs: seconds * 1000, downtimeMs: 40 + sequence, bytes: 2048n } : {}),
      },
    });
  }
}

const read = (filter: object = {}, page = 1, timeZone = 'UTC') =>
  readHistory({ ctx, input: { filter: { ...week, ...filter }, page, timeZone } });

async function exportText(filter: object = {}): Promise<string> {
  let text = '';
  for await (const chunk of exportHistory({ ctx, input: { ...week, ...filter } })) text += chunk;
  return text;
}

beforeAll(async () => {
  ctx = makeContext(database.db, { actor: personWith('viewer') });
  const cluster = await ctx.db.cluster.create({
    data: {
      name: 'hist',
      driver: 'simulator',
      hosts: { create: ['h1', 'h2', 'h3'].map((name) => ({ name, uri: `simulator://hist/${name}` })) },
    },
    include: { hosts: { orderBy: { name: 'asc' } } },
  });
  clusterId = cluster.id;
  hosts = cluster.hosts;
  await addMoves([
    { vm: 'db-01', hoursAgo: 2 },
    { vm: 'db-01', hoursAgo: 26, seconds: 20, to: 2 },
    { vm: 'db-02', hoursAgo: 30, seconds: 12 },
    { vm: 'web_1', hoursAgo: 12, state: 'failed', code: 'destination-lost', message: '=cmd|"/c calc"!A1' },
    { vm: 'webx1', hoursAgo: 3, state: 'skipped', code: 'vm-gone' },
    { vm: 'never', hoursAgo: 3, state: 'pending' },
    { vm: 'lost', hoursAgo: 4, state: 'unknown', code: 'host-unreachable' },
    { vm: 'old', hoursAgo: 24 * 8 },
  ]);
  await addMoves([{ vm: 'big', hoursAgo: 5, kind: 'quick', seconds: 90 }], 'evacuate');
});

describe('the history', () => {
  it('counts ended moves by result, without moves that never began or are too old', async () => {
    const history = await read();
    expect(history.counts).toEqual({ done: 4, failed: 1, skipped: 1, cancelled: 0, running: 1 });
    expect(history.total).toBe(7);
    expect(history.rows.map((row) => row.vm)).toEqual([
      'db-01',
      'webx1',
      'lost',
      'big',
      'web_1',
      'db-01',
      'db-02',
    ]);
  });

  it("counts by the viewer's days, without gaps", async () => {
    const days = (history: Awaited<ReturnType<typeof read>>) =>
      history.buckets.map((bucket) => [bucket.at.toISOString(), bucket.done]);
    const utc = days(await read({ from: new Date('2026-11-21T00:00:00Z') }));
    expect(utc).toEqual([
      ['2026-11-21T00:00:00.000Z', 0],
      ['2026-11-22T00:00:00.000Z', 2], // 03:00 and 07:00
      ['2026-11-23T00:00:00.000Z', 2],
    ]);
    const newYork = days(await read({ from: new Date('2026-11-21T05:00:00Z') }, 1, 'America/New_York'));
    expect(newYork).toEqual([
      ['2026-11-21T05:00:00.000Z', 1], // 22:00 on the 21st
      ['2026-11-22T05:00:00.000Z', 2], // 02:00, and 23:00, which belongs to the current day in UTC
      ['2026-11-23T05:00:00.000Z', 1],
    ]);
  });

  it('uses buckets of an hour for a short time range', async () => {
    const history = await read({ from: ago(24) });
    expect(history.unit).toBe('hour');
    expect(history.buckets).toHaveLength(25);
  });

  it.each([
    [{ outcome: 'failed' }, ['web_1']],
    [{ outcome: 'running' }, ['lost']],
    [{ cause: 'evacuate' }, ['big']],
    [{ kind: 'quick' }, ['big']],
    [{ vm: 'DB-0' }, ['db-01', 'db-01', 'db-02']],
    [{ vm: '_1' }, ['web_1']], // an ordinary character, not a wildcard
    [{ vm: '%' }, []],
    [{ vm: "'; DROP TABLE move; --" }, []],
  ])('filters by %j', async (filter, expected) => {
    expect((await read(filter)).rows.map((row) => row.vm)).toEqual(expected);
  });

  it('filters by a host as source or destination, and by cluster', async () => {
    expect((await read({ hostId: hosts[2]?.id })).rows).toHaveLength(1);
    expect((await read({ hostId: hosts[0]?.id })).rows).toHaveLength(7);
    expect((await read({ clusterId })).total).toBe(7);
    expect((await read({ clusterId: '01a206df-0bf4-7509-b4b1-95d5af16636a' })).total).toBe(0);
  });

  it('measures completed live moves, and compares them with their forecasts', async () => {
    const history = await read();
    expect(history.took).toMatchObject({ medianMs: 12_000, mostMs: 20_000, beyond: 0 });
    expect(history.took.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(3);
    expect(history.forecast).toMatchObject({ near: 2, of: 3 });
    expect(history.mostMoved).toMatchObject([{ vm: 'db-01', count: 2 }]);
    expect(history.routes?.counts.get('h1')?.get('h3')).toBe(1);
  });

  it('returns the nearest existing page', async () => {
    expect(await read({}, 99)).toMatchObject({ page: 1, pages: 1 });
    const empty = await read({ vm: 'nothing' });
    expect(empty).toMatchObject({ total: 0, page: 1, pages: 1, routes: null });
    expect(empty.took.bins).toEqual([]);
  });

  it('refuses a time range that ends before it begins', async () => {
    await expect(read({ to: ago(24 * 9) })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('the export', () => {
  it('writes every matching row, with times in UTC and no cell that a spreadsheet would evaluate', async () => {
    const text = await exportText();
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(9); // the header, seven rows, and the text after the last line break
    expect(lines[0]).toMatch(
      /^\uFEFF"started_at","finished_at","outcome","vm","cluster","from_host","to_host",/,
    );
    expect(lines[1]).toMatch(
      /^"2026-11-23T07:00:00\.000Z","2026-11-23T07:00:10\.000Z","done","db-01","hist","h1","h2","live",/,
    );
    expect(text).toContain(`"destination-lost","'=cmd|""/c calc""!A1"`);
    expect(await exportText({ outcome: 'skipped' })).toMatch(
      /\r\n,"2026-11-23T06:00:10\.000Z","skipped","webx1",/,
    );
  });

  it('requires the right to read, which is checked before anything is sent', () => {
    const nobody = makeContext(database.db, {
      actor: { kind: 'user', id: 'x', name: 'X', role: 'stranger' as never },
    });
    expect(() => exportHistory({ ctx: nobody, input: week })).toThrow();
    expect(() => exportHistory({ ctx, input: { from: NOW, to: NOW } })).toThrow(/./);
  });
});
