import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordAudit } from '../../lib/db/audit.ts';
import { canChangeAudit, retireAudit } from '../../lib/db/audit-seals.ts';
import { connectDatabase, type Database } from '../../lib/db/client.ts';
import { present } from '../../lib/model/present.ts';
import { verifyAudit } from '../../lib/services/audit/verify-audit.ts';
import { AuditSealer } from '../../lib/worker/audit-sealer.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const actor = { kind: 'system', name: 'worker' } as const;
const DAY_MS = 86_400_000;
const logged: { hash?: string }[] = [];
const log = { info: (facts: object) => void logged.push(facts), warn: () => {}, error: () => {} };
let product: Database;

const write = (target: string, at = new Date()) =>
  recordAudit(product, actor, at, { action: 'run.finish', target, details: { moves: 3, 'ü"': [1.0, null] } });
/** Transactions of other tests on the same server delay a seal like those of the product. */
const othersEnded = async (): Promise<void> => {
  const read = async (end: 'min' | 'max'): Promise<bigint> => {
    const [row] = await database.db.$queryRawUnsafe<{ id: string }[]>(
      `SELECT pg_snapshot_x${end}(pg_current_snapshot())::text AS id`,
    );
    return BigInt(present(row, 'a snapshot').id);
  };
  const horizon = await read('max');
  while ((await read('min')) < horizon) await sleep(20);
};
const seal = async (sealer = new AuditSealer(makeContext(product), log)) => {
  await sealer.sealEnded();
  await othersEnded();
  await sealer.sealEnded();
};
const verify = (expectedHash?: string) =>
  verifyAudit({ ctx: makeContext(product), input: expectedHash === undefined ? {} : { expectedHash } });
const idOf = async (target: string) =>
  (await database.db.auditEntry.findFirstOrThrow({ where: { target } })).id;

beforeAll(() => {
  product = connectDatabase(database.productUrl);
});
afterAll(() => product.$disconnect());
beforeEach(async () => {
  await database.db.auditSeal.deleteMany();
  await database.db.auditEntry.deleteMany();
});

describe('the role of the product', () => {
  test('reads the audit log and appends to it, and cannot change it', async () => {
    await write('a');
    expect(await product.auditEntry.count()).toBe(1);
    expect(await canChangeAudit(product)).toBe(false);
    expect(await canChangeAudit(database.db)).toBe(true);
    await expect(product.auditEntry.updateMany({ data: { target: 'b' } })).rejects.toThrow(
      'permission denied',
    );
    await expect(product.auditEntry.deleteMany()).rejects.toThrow('permission denied');
    await expect(product.$executeRawUnsafe('TRUNCATE audit_entry')).rejects.toThrow('permission denied');
    await expect(product.$executeRawUnsafe('ALTER TABLE audit_entry DISABLE TRIGGER ALL')).rejects.toThrow(
      'must be owner',
    );
    await seal();
    await expect(product.auditSeal.deleteMany()).rejects.toThrow('permission denied');
    await expect(product.auditSeal.updateMany({ data: { hash: '' } })).rejects.toThrow('permission denied');
  });

  test('cannot choose the number of an entry', async () => {
    await write('a');
    const before = await idOf('a');
    await product.$executeRaw`
      INSERT INTO audit_entry (id, at, actor_kind, actor_name, action, target) VALUES (1, now(), 'user', 'Eve', 'plan.approve', 'b')`;
    expect(await idOf('b')).toBeGreaterThan(before);
  });
});

describe('seals', () => {
  test('match the entries that were written', async () => {
    for (const target of ['a', 'b', 'c']) await write(target);
    await seal();
    await write('d');
    const verdict = await verify();
    expect(verdict).toMatchObject({ seals: 1, entries: 3, unsealed: 1, dropped: 0, faults: [] });
    expect(logged.at(-1)?.hash).toBe(verdict.lastHash);
    await seal();
    expect(await verify(verdict.lastHash ?? '')).toMatchObject({ seals: 2, entries: 4, hasExpected: true });
  });

  test('form a chain if there are many entries', async () => {
    await database.db.$executeRaw`
      INSERT INTO audit_entry (at, actor_kind, actor_name, action, target)
      SELECT now(), 'user', 'Ann', 'plan.approve', n::text FROM generate_series(1, 2500) AS n`;
    await seal();
    expect(await verify()).toMatchObject({ seals: 3, entries: 2500, faults: [] });
  });

  test('wait for a transaction that has drawn a number and has not ended', async () => {
    const slow = new pg.Client({ connectionString: database.productUrl });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query(
      `INSERT INTO audit_entry (at, actor_kind, actor_name, action, target) VALUES (now(), 'user', 'Ann', 'plan.approve', 'slow')`,
    );
    await write('quick');
    const sealer = new AuditSealer(makeContext(product), log);
    await sealer.sealEnded();
    await sealer.sealEnded();
    expect(await verify()).toMatchObject({ seals: 0, unsealed: 1 });
    await slow.query('COMMIT');
    await slow.end();
    await seal(sealer);
    expect(await verify()).toMatchObject({ seals: 1, entries: 2, faults: [] });
  });

  test('are made only once if two workers make them', async () => {
    for (const target of ['a', 'b', 'c']) await write(target);
    await Promise.all([seal(), seal(), seal()]);
    expect(await verify()).toMatchObject({ seals: 1, entries: 3, faults: [] });
  });
});

describe('an owner of the database who', () => {
  const change = (sql: string) => database.db.$executeRawUnsafe(sql);
  beforeEach(async () => {
    for (const target of ['a', 'b', 'c']) await write(target);
    await seal();
    await write('d');
    await seal();
  });

  test.each([
    ['changes an entry', `UPDATE audit_entry SET actor_name = 'Bob' WHERE target = 'b'`, ['changed']],
    ['changes a detail', `UPDATE audit_entry SET details = '{}' WHERE target = 'b'`, ['changed']],
    ['takes an entry out', `DELETE FROM audit_entry WHERE target = 'b'`, ['changed']],
    ['takes all entries of a seal out', `DELETE FROM audit_entry WHERE target <> 'd'`, ['changed']],
    ['takes the first seal out', 'DELETE FROM audit_seal WHERE rows = 3', ['gap', 'changed']],
    [
      'changes a seal',
      `UPDATE audit_seal SET hash = md5('') || md5('') WHERE rows = 3`,
      ['changed', 'changed'],
    ],
    [
      'says that the newest were old',
      `WITH gone AS (DELETE FROM audit_entry WHERE target = 'd') UPDATE audit_seal SET dropped_at = now() WHERE rows = 1`,
      ['dropped-in-between'],
    ],
  ])('%s is detected', async (_, sql, kinds) => {
    expect((await verify()).faults).toEqual([]);
    await change(sql);
    expect((await verify()).faults.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('recreates all seals is detected by the hash that was kept elsewhere', async () => {
    const { lastHash } = await verify();
    await change(`UPDATE audit_entry SET target = 'z' WHERE target = 'b'`);
    await change('DELETE FROM audit_seal');
    await seal();
    expect(await verify()).toMatchObject({ faults: [] });
    expect(await verify(lastHash ?? '')).toMatchObject({ faults: [], hasExpected: false });
  });
});

describe('retention', () => {
  const old = new Date(Date.now() - 500 * DAY_MS);

  test('deletes whole seals that are old enough, and keeps the seals', async () => {
    await write('old', old);
    await seal();
    await write('older than its neighbour', old);
    await write('young');
    await seal();
    expect(await retireAudit(product, new Date(Date.now() - 400 * DAY_MS))).toBe(1);
    expect(await verify()).toMatchObject({ seals: 2, dropped: 1, entries: 2, faults: [] });
    expect(await retireAudit(product, new Date(Date.now() - 400 * DAY_MS))).toBe(0);
  });

  test('does not delete unsealed entries, or entries of the last 30 days', async () => {
    await write('old', old);
    expect(await retireAudit(product, new Date(Date.now() - 400 * DAY_MS))).toBe(0);
    await seal();
    await expect(retireAudit(product, new Date())).rejects.toThrow('at least 30 days');
  });
});
