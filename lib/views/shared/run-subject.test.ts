import { expect, it } from 'vitest';
import type { Reason } from '../../model/plan.ts';
import { subjectOf } from './run-subject.ts';

const undo: Reason = { code: 'undo', facts: { run: 'R-31' } };
const run = (kind: 'undo' | 'migrate' | 'evacuate' | 'balance', vmNames: string[], hostId?: string) => ({
  kind,
  hostId: hostId ?? null,
  cluster: { name: 'prod' },
  moves: vmNames.map((vmName) => ({ vmName, reason: undo })),
});

it('names the job that is undone, and its VM if there is only one', () => {
  expect(subjectOf(run('undo', ['db-01']), new Map())).toBe('R-31 (db-01)');
  expect(subjectOf(run('undo', ['db-01', 'db-01']), new Map())).toBe('R-31 (db-01)');
  expect(subjectOf(run('undo', ['db-01', 'web-02']), new Map())).toBe('R-31');
});

it('names the host that is emptied or the VM that is moved, otherwise the cluster', () => {
  expect(subjectOf(run('evacuate', ['db-01'], 'h1'), new Map([['h1', 'kvm-01']]))).toBe('kvm-01');
  expect(subjectOf(run('evacuate', ['db-01'], 'h1'), new Map())).toBe('prod');
  expect(subjectOf(run('migrate', ['db-01']), new Map())).toBe('db-01');
  expect(subjectOf(run('migrate', ['db-01', 'db-02', 'db-02', 'web-01']), new Map())).toBe('db-01 (+2)');
  expect(subjectOf(run('balance', ['db-01']), new Map())).toBe('prod');
});
