import { beforeAll, describe, expect, test } from 'vitest';
import { sampleKinds } from '../../lib/db/sample-kinds.ts';
import { foldDay, foldHour } from '../../lib/series/fold-hour.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import {
  countSamples,
  DAY_MS,
  expectSame,
  HOUR_MS,
  ids,
  MINUTE_MS,
  packOnce,
  readFigures,
  storeHostSamples,
} from './support/stored-samples.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock(); // 9:00
const today = Math.floor(clock.now().getTime() / DAY_MS) * DAY_MS;
const { resolutions } = sampleKinds.host;

/** What the release before has packed of a day that is not over: one value, an hour after it began. */
function packedDay(dayMs: number): Uint8Array {
  const hourMs = dayMs + HOUR_MS;
  const samples = { at: Float64Array.of(hourMs), values: resolutions.map(() => Float64Array.of(0.25)) };
  const pack = foldHour(null, samples, { startMs: hourMs, resolutions });
  return foldDay([{ startMs: hourMs, pack }], dayMs).pack;
}

async function fill(run: RunSql): Promise<void> {
  for (const dayMs of [today - DAY_MS, today])
    await run('INSERT INTO samples.open_day_pack VALUES ($1, $2, $3)', [
      ids.host,
      new Date(dayMs),
      Buffer.from(packedDay(dayMs)),
    ]);
}

describe('an upgrade of a database with days that are not closed', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_open_days', fill));
  const read = () =>
    readFigures(
      makeContext(database.db, { clock }),
      { kind: 'host', objectId: ids.host, measure: 'cpuUse' },
      { from: new Date(today - DAY_MS), to: new Date(today + DAY_MS - 1), bucketSeconds: 300 },
    );
  const at = (ms: number) => new Date(ms).toISOString();
  const old = [today - DAY_MS, today].map((dayMs) => ({
    at: at(dayMs + HOUR_MS),
    count: 1,
    mean: 0.25,
    least: 0.25,
    greatest: 0.25,
  }));

  test('charts show what was packed, beside the hours since, before and after the days are closed', async () => {
    const ctx = makeContext(database.db, { clock });
    expectSame(await read(), old);
    const noted = today + 5 * HOUR_MS + 10 * MINUTE_MS;
    await storeHostSamples(database.db, [{ at: new Date(noted), value: 0.5 }]);
    await packOnce(ctx, database.url);
    const all = [...old, { at: at(noted), count: 1, mean: 0.5, least: 0.5, greatest: 0.5 }];
    expectSame(await read(), all);
    expect(await countSamples(database.db)).toMatchObject({ open: 0, openDays: 1, days: 2 });
    clock.pass((2 * DAY_MS) / 1000);
    expect(await packOnce(ctx, database.url)).toEqual({ parts: 0, days: 1 });
    expectSame(await read(), all);
    expect(await countSamples(database.db)).toMatchObject({ openDays: 0, days: 2 });
  });
});
