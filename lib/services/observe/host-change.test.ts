import { expect, it } from 'vitest';
import { hostChange } from './host-change.ts';
import { hostRow } from './testing/rows.ts';

it('tells a host that joins from one that returns, and ignores one in maintenance', () => {
  const up = hostRow('h1');
  const silent = hostRow('h1', { connection: 'unknown' });
  expect(hostChange([up], [up])).toBeNull();
  expect(hostChange([up], [silent])).toBeNull();
  expect(hostChange([silent], [up])).toBe('host-returned');
  expect(hostChange([{ ...silent, lastSampleAt: null }], [up])).toBe('host-joined');
  expect(hostChange([silent], [{ ...up, mode: 'maintenance' }])).toBeNull();
});
