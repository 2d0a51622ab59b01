import { describe, expect, it } from 'vitest';
import { type AutomationState, whyClosed } from './automation.ts';
import { Policy, type PolicyPatch } from './policy.ts';

const now = new Date('2026-11-25T12:00:00Z'); // a Wednesday
const everyDay = [0, 1, 2, 3, 4, 5, 6];
const whyAt = (patch: PolicyPatch, more: Partial<AutomationState> = {}) =>
  whyClosed(
    { policy: Policy.parse({ mode: 'automatic', ...patch }), switchedOff: null, stop: null, ...more },
    now,
  );

describe('automatic moves', () => {
  it('may begin in the modes that act, at any time unless the calendar says otherwise', () => {
    expect(whyAt({})).toBeNull();
    expect(whyAt({ mode: 'urgent' })).toBeNull();
    expect(whyAt({ mode: 'suggest' })?.code).toBe('not-automatic');
    expect(whyAt({ mode: 'off' })?.code).toBe('not-automatic');
  });

  it('wait for the next window, and for the end of a blackout, which wins', () => {
    const night = [{ days: everyDay, from: '22:00', to: '04:00' }];
    const noon = [{ days: [3], from: '11:00', to: '13:00' }];
    expect(whyAt({ windows: night })).toEqual({
      code: 'outside-windows',
      facts: { until: '2026-11-25T22:00:00.000Z' },
    });
    expect(whyAt({ windows: noon, blackouts: noon })).toMatchObject({
      code: 'blackout',
      facts: { until: 'never' },
    });
    expect(whyAt({ blackouts: noon })).toEqual({
      code: 'blackout',
      facts: { until: '2026-11-25T13:00:00.000Z' },
    });
  });

  it('name what a person must undo before what passes by itself', () => {
    const blackouts = [{ days: everyDay, from: '00:00', to: '00:00' }];
    const stop = { code: 'moves-failed' };
    expect(whyAt({ blackouts }, { stop })).toEqual({ code: 'stopped', facts: { reason: 'moves-failed' } });
    expect(whyAt({}, { stop, switchedOff: { by: 'Ann' } })).toEqual({
      code: 'switched-off',
      facts: { by: 'Ann' },
    });
  });
});
