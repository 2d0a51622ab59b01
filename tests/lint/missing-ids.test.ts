import { expect, it } from 'vitest';
import { findMissingIds } from './missing-ids.ts';

it.each([
  "hosts.get(hostId ?? '')",
  "hosts.get(world.place.get(vm) ?? '')",
  "moving.has(move.vmId ?? '')",
  "const input = { runId: runId ?? '' };",
  "const found = { moveIds: [chosen?.id ?? ''] };",
  "finish(run?.id ?? '');",
  "const host = each.duplicateHostId ?? '';",
  'hostOf.get(index ?? -1)',
])('finds the missing id in %s', (text) => {
  expect(findMissingIds('a.ts', text)).toHaveLength(1);
});

it.each([
  "const text = form.get('name') ?? '';",
  "const words = kinds[error.code ?? ''];",
  "parseInfo(result?.stdout ?? '');",
  "valueFor(hosts, hostId) ?? '-'",
  "version: version ?? ''",
  "hosts.get(hostId) ?? '' // hosts.get(hostId ?? '')",
])('accepts %s', (text) => {
  expect(findMissingIds('a.ts', text)).toEqual([]);
});
