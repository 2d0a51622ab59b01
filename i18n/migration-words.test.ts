import { expect, it } from 'vitest';
import { KindReason } from '../lib/model/move-forecast.ts';
import { StallAction } from '../lib/model/policy-fields.ts';
import type { WaitCode } from '../lib/services/runs/line-up.ts';
import migration from '../messages/en/migration.json' with { type: 'json' };

const waits: Record<WaitCode, true> = {
  next: true,
  'host-limit': true,
  'cluster-limit': true,
  'network-limit': true,
  'retry-at': true,
  'run-order': true,
  'no-memory-yet': true,
  'not-observed': true,
  'not-shut-down': true,
};

it('has words for what a move waits for, for its kind, and for what is done about a stall', () => {
  expect(Object.keys(migration.waiting).sort()).toEqual(Object.keys(waits).sort());
  expect(Object.keys(migration.kindReason).sort()).toEqual([...KindReason.options].sort());
  expect(Object.keys(migration.stallAction).sort()).toEqual([...StallAction.options].sort());
});
