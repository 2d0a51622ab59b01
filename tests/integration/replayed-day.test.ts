import { expect, it } from 'vitest';
import { Policy } from '../../lib/model/policy.ts';
import { playProduct } from '../bench/replay/product/play-product.ts';
import { runDay } from '../bench/replay/run-day.ts';
import { noBalancing } from '../bench/replay/strategies/strategy.ts';
import { tinyCentre } from '../bench/replay/tiny-centre.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const policy = Policy.parse({});

it('goes through the services of the product: an overloaded host is relieved, and what it cost is counted', async () => {
  const centre = tinyCentre(3, [
    [0, 4500, 2],
    [0, 3000, 2],
    [0, 1500, 2],
    [1, 2000, 2],
    [2, 2500, 2],
  ]);
  const run = { name: 'ballast', patch: { mode: 'automatic' as const }, policy, hours: 0.1 };
  const day = await playProduct(database.db, centre, run);
  const alone = await runDay(centre, noBalancing, { policy, hours: 0.1 });
  expect(alone.overloadedHostMinutes).toBe(6);
  expect(day.overloadedHostMinutes).toBeLessThan(1);
  expect(day).toMatchObject({ movesBack: 0, limitsBroken: 0, refused: 0, decisions: 6 });
  expect(day.moves).toBeGreaterThan(0);
  expect(day.movedMiB).toBe(day.moves * 2048);
}, 60_000);
