import { expect, it } from 'vitest';
import type { Reason } from '../../model/plan.ts';
import { subjectOf } from './run-subject.ts';

const undo: Reason = { code: 'undo', facts: { run: 'R-31' } };
const run = (kind: 'undo' | 'migrate' | 'evacuate' | 'balance', vmNames: string[], ...hosts: string[]) => ({
  kind,
  hosts: hosts.map((name) => ({ name })),
  cluster: { name: 'prod' },
  moves: vmNames.map((vmName) => ({ vmName, reason: undo })),
});

it('names the job that is undone, and its VM if there is only one', () => {
  expect(subjectOf(run('undo', ['db-01']))).toBe('R-31 (db-01)');
  expect(subjectOf(run('undo', ['db-01', 'db-01']))).toBe('R-31 (db-01)');
  expect(subjectOf(run('undo', ['db-01', 'web-02']))).toBe('R-31');
});

it('names the hosts that are emptied or the VM that is moved, otherwise the cluster', () => {
  expect(subjectOf(run('evacuate', ['db-01'], 'kvm-01'))).toBe('kvm-01');
  expect(subjectOf(run('evacuate', ['db-01'], 'kvm-02', 'kvm-01'))).toBe('kvm-01, kvm-02');
  expect(subjectOf(run('migrate', ['db-01']))).toBe('db-01');
  expect(subjectOf(run('migrate', ['db-01', 'db-02', 'db-02', 'web-01']))).toBe('db-01 (+2)');
  expect(subjectOf(run('balance', ['db-01']))).toBe('prod');
});
