import { expect, expectTypeOf, it, vi } from 'vitest';
import type { z } from 'zod';
import type { MigrationProgress, MigrationStatistics, Placement } from '../model/ports.ts';
import { jsonColumns } from './json-columns.ts';
import { parseColumn } from './parse-columns.ts';
import type { StoredPlacements, StoredProgress, StoredStatistics } from './stored-migration.ts';
import { orNull, StoredValueError } from './stored-value-error.ts';
import { toJson } from './to-json.ts';

const at = { table: 'plan', column: 'before', id: 'p1' };

it('a value that does not parse throws when it is used, with table, column and row', () => {
  const read = () => parseColumn(jsonColumns.plan.before, { ...at, value: { spread: 'wide' } }, vi.fn());
  const before = read(); // the rest of the row remains usable
  const others = [before, { spread: 1, peak: 1, overloadedHosts: 0 }];
  expect(() => before.spread).toThrow(StoredValueError);
  expect(() => ({ ...before })).toThrow(/^plan\.before of p1 cannot be read: .*spread/s);
  expect(() => JSON.stringify(others)).toThrow(StoredValueError);
  expect(others.flatMap((each) => orNull(each)?.spread ?? [])).toEqual([1]);
});

it('an optional value that does not parse is reported and read as absent', () => {
  const report = vi.fn();
  const stored = { table: 'move', column: 'progress', id: 'm1', value: { elapsedMs: 'long' } };
  expect(parseColumn(jsonColumns.move.progress, stored, report)).toBeNull();
  expect(report).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ table: 'move', column: 'progress', id: 'm1' }),
  );
});

it('a VM with unreadable ties is tied, and a host with unreadable alarms is excluded from decisions', () => {
  const ties = { table: 'vm', column: 'ties', id: 'v1', value: 'pci' };
  const alarms = { table: 'host', column: 'alarms', id: 'h1', value: null };
  expect(parseColumn(jsonColumns.vm.ties, ties, vi.fn())).toMatchObject([
    { kind: 'tied', blocks: ['live', 'quick', 'offline'] },
  ]);
  expect(parseColumn(jsonColumns.host.alarms, alarms, vi.fn())).toMatchObject([{ code: 'vms-unknown-size' }]);
});

it('writes null as a database NULL, and omits what is not given', () => {
  const { progress, ...rest } = toJson('move', { progress: null, watch: undefined, tried: [] });
  expect(progress).not.toBeNull(); // the constant of Prisma for NULL
  expect(rest).toEqual({ watch: undefined, tried: [] });
});

it('the stored types of a migration equal those that drivers report', () => {
  expectTypeOf<z.output<typeof StoredProgress>>().toEqualTypeOf<MigrationProgress>();
  expectTypeOf<z.output<typeof StoredStatistics>>().toEqualTypeOf<MigrationStatistics>();
  expectTypeOf<z.output<typeof StoredPlacements>>().toEqualTypeOf<Placement[]>();
});
