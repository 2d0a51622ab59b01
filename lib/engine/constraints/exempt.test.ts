import { expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { exempt } from './exempt.ts';

const exemptUntil = '2026-01-31T12:00:00Z';
const refusalAt = (takenAt?: string) =>
  exempt(clusterOf({ takenAt, hosts: [host('h1')], vms: [vm('a', 'h1', { exemptUntil })] }), 0);

it('keeps balancing from a VM until its time', () => {
  const refusal = { code: 'exempt', facts: { until: exemptUntil } };
  expect(refusalAt('2026-01-31T11:59:59Z')).toEqual(refusal);
  expect(refusalAt()).toEqual(refusal);
  expect(refusalAt('2026-01-31T12:00:00Z')).toBeNull();
});
