import { expect, it } from 'vitest';
import { weekTroubles } from '../../bench/week/figures.ts';
import { playWeek } from '../../bench/week/play-week.ts';
import { WEEK_POLICY } from '../../bench/week/week-policy.ts';
import { withTestDatabase } from '../support/database.ts';

const database = withTestDatabase();

it('a day in automatic mode with every fault: each alarm belongs to a fault, each fault that needs a person has one, and no limit is broken', async () => {
  const { db, productUrl: url } = database;
  const size = { hosts: 3, vms: 20, seed: 1, days: 1, stepSeconds: 300 };
  const day = await playWeek({ db, url }, { ...size, policy: WEEK_POLICY });
  expect(weekTroubles(day)).toEqual([]);
  expect(day.moves.length).toBeGreaterThan(5);
  expect(day.stops).toEqual(expect.arrayContaining(['moves-failed', 'moved-back']));
  expect(new Set(day.faults.map(({ kind }) => kind)).size).toBe(day.faults.length);
}, 900_000);
