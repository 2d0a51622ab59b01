import { describe, expect, it } from 'vitest';
import { isDue, mayTryAgain, nextTryAt } from './retries.ts';

const now = new Date('2026-11-23T09:00:00Z');

describe('mayTryAgain', () => {
  it.each([
    ['vm-busy', 1, true],
    ['vm-busy', 3, false],
    ['destination-lost', 2, true],
    ['migration-failed', 1, true],
    ['migration-failed', 2, false],
    ['stalled', 1, false],
    ['timed-out', 1, false],
    ['storage-unsafe', 1, false],
    ['migration-cancelled', 1, false],
  ])('%s after %i tries of 3: %s', (code, tries, expected) => {
    expect(mayTryAgain({ code, facts: {} }, tries, 3)).toBe(expected);
  });

  it('waits for a host that is offline, not for one that people took out', () => {
    const cause = (state: string) => ({ code: 'host-not-online', facts: { state } });
    expect(mayTryAgain(cause('offline'), 1, 3)).toBe(true);
    expect(mayTryAgain(cause('maintenance'), 1, 3)).toBe(false);
  });
});

it('backs off longer each time, and never longer than five minutes', () => {
  const seconds = [1, 2, 3, 4, 5, 9].map((tries) => (nextTryAt(now, tries).getTime() - now.getTime()) / 1000);
  expect(seconds).toEqual([10, 30, 90, 270, 300, 300]);
});

it('does not wait for hours after the clock was turned back', () => {
  const ahead = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(isDue(null, now)).toBe(true);
  expect(isDue(ahead(-1), now)).toBe(true);
  expect(isDue(ahead(90), now)).toBe(false);
  expect(isDue(ahead(7200), now)).toBe(true);
});
