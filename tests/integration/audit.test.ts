import { beforeAll, expect, test } from 'vitest';
import { recordAudit } from '../../lib/db/audit.ts';
import { listAudit, listAuditFilters } from '../../lib/views/audit/list-audit.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const viewer = () => makeContext(database.db, { actor: personWith('viewer') });
const ann = personWith('administrator');

beforeAll(async () => {
  await database.db.$transaction(async (tx) => {
    for (let minute = 0; minute < 7; minute += 1) {
      const actor = minute % 2 ? ann : ({ kind: 'system', name: 'policy' } as const);
      const action = minute < 4 ? 'plan.approve' : 'user.add';
      await recordAudit(tx, actor, new Date(Date.UTC(2026, 10, 23, 9, minute)), {
        action,
        target: `T-${minute}`,
      });
    }
    // written last, but with an earlier time, as in the backfill of a simulated data centre
    const past = new Date(Date.UTC(2026, 10, 23, 8));
    await recordAudit(tx, ann, past, { action: 'run.cancel', target: 'past' });
  });
});

const list = async (input: object) => {
  const page = await listAudit({ ctx: viewer(), input });
  return { targets: page.rows.map((row) => row.target), hasMore: page.hasMore, last: page.rows.at(-1)?.id };
};

test('lists newest first, page after page, without gap or repetition', async () => {
  const first = await list({ limit: 3 });
  expect(first).toMatchObject({ targets: ['T-6', 'T-5', 'T-4'], hasMore: true });
  await database.db.$transaction((tx) =>
    recordAudit(tx, ann, new Date(Date.UTC(2026, 10, 23, 10)), { action: 'user.role', target: 'meanwhile' }),
  );
  const second = await list({ limit: 3, beforeId: first.last });
  expect(second).toMatchObject({ targets: ['T-3', 'T-2', 'T-1'], hasMore: true });
  expect(await list({ limit: 3, beforeId: second.last })).toMatchObject({
    targets: ['T-0', 'past'],
    hasMore: false,
  });
});

test('filters by action and by person', async () => {
  expect(await list({ action: 'plan.approve', actorName: ann.name })).toMatchObject({
    targets: ['T-3', 'T-1'],
  });
  expect(await list({ action: 'no.such' })).toMatchObject({ targets: [], hasMore: false });
});

test('lists the possible filters', async () => {
  const filters = await listAuditFilters({ ctx: viewer() });
  expect(filters.actions).toEqual(expect.arrayContaining(['plan.approve', 'run.cancel', 'user.add']));
  expect(filters.actors).toHaveLength(2);
  expect(filters.actors).toEqual(
    expect.arrayContaining([
      { name: 'policy', kind: 'system' },
      { name: ann.name, kind: 'user' },
    ]),
  );
});

test('refuses an invalid entry id as the start of a page', async () => {
  await expect(list({ beforeId: '1; drop table' })).rejects.toMatchObject({ code: 'invalid-input' });
});
