import { describe, expect, it } from 'vitest';
import type { MoveCode } from '../../model/move-code.ts';
import { dueInMs, gravest, isElsewhereOpen, mayRepeatSilent, mayTryAgain, nextTryAt } from './retries.ts';

const now = new Date('2026-11-23T09:00:00Z');

describe('mayTryAgain', () => {
  it.each<[MoveCode, number, boolean]>([
    ['vm-busy', 1, true],
    ['vm-busy', 3, false],
    ['destination-lost', 2, true],
    ['migration-failed', 1, true],
    ['migration-failed', 2, false],
    ['stalled', 1, false],
    ['timed-out', 1, false],
    ['storage-unsafe', 1, false],
    ['migration-cancelled', 1, false],
    ['load-failed', 1, false],
    ['cpu-incompatible', 1, false],
    ['destination-refused', 1, false],
    ['host-silent', 2, true],
  ])('%s after %i tries of 3: %s', (code, tries, expected) => {
    expect(mayTryAgain({ code, facts: {} }, tries, 3)).toBe(expected);
  });

  it('prefers the scope that the driver reports for the failure to that of its code', () => {
    const cause = { code: 'migration-failed', facts: {} } as const;
    expect(mayTryAgain({ ...cause, scope: 'pair' }, 1, 3)).toBe(false);
    expect(mayTryAgain({ ...cause, scope: 'moment' }, 1, 3)).toBe(true);
  });

  it('waits for a host that is offline, but not for one that was taken out of service', () => {
    const cause = (state: string) => ({ code: 'host-not-online', facts: { state } }) as const;
    expect(mayTryAgain(cause('offline'), 1, 3)).toBe(true);
    expect(mayTryAgain(cause('maintenance'), 1, 3)).toBe(false);
  });
});

it('repeats a copy of which nothing was sent once, unless the policy allows one try', () => {
  expect([1, 2].map((tries) => mayRepeatSilent(tries, 3))).toEqual([true, false]);
  expect(mayRepeatSilent(1, 1)).toBe(false);
});

it.each([
  ['cpu-incompatible', 'pair', true],
  ['destination-refused', 'host', true],
  ['destination-lost', 'moment', true],
  ['unsupported', 'vm', false],
  ['vm-not-movable', 'vm', false],
  ['vm-busy', 'moment', false],
  ['host-refused', 'host', false],
  ['no-memory', null, false],
] as const)('another destination may not have %s of the %s: %s', (code, scope, expected) => {
  expect(isElsewhereOpen({ code, scope, facts: {} })).toBe(expected);
});

it('reports lasting obstacles first', () => {
  const found = [
    { code: 'vm-busy', scope: 'moment' },
    { code: 'network-missing', scope: 'pair' },
    { code: 'storage-unsafe', scope: 'vm' },
  ] as const;
  expect(gravest(found)).toMatchObject({ code: 'storage-unsafe' });
  expect(gravest([])).toBeNull();
});

it('waits longer after each attempt, up to five minutes', () => {
  const seconds = [1, 2, 3, 4, 5, 9].map((tries) => (nextTryAt(now, tries).getTime() - now.getTime()) / 1000);
  expect(seconds).toEqual([10, 30, 90, 270, 300, 300]);
});

it('does not wait for hours after the clock was set back', () => {
  const ahead = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(dueInMs(null, now)).toBe(0);
  expect(dueInMs(ahead(-1), now)).toBe(0);
  expect(dueInMs(ahead(90), now)).toBe(90_000);
  expect(dueInMs(ahead(7200), now)).toBe(0);
});
