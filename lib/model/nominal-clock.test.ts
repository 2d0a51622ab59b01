import { describe, expect, it } from 'vitest';
import { nominalClock, snapshotClocks } from './nominal-clock.ts';

const host = (
  id: string,
  coreMhz: number | null,
  more: { knowsClock?: boolean; enteredCoreMhz?: number } = {},
) => ({ id, coreMhz, enteredCoreMhz: more.enteredCoreMhz ?? null, knowsClock: more.knowsClock ?? true });
const clocks = (...hosts: ReturnType<typeof host>[]) => Object.fromEntries(snapshotClocks(hosts));

describe('the nominal clock of a host', () => {
  it('is the entered value, otherwise the observed one', () => {
    expect(nominalClock(host('a', 800))).toEqual({ mhz: 800, from: 'reported' });
    expect(nominalClock(host('a', 800, { knowsClock: false }))).toEqual({ mhz: 800, from: 'seen' });
    expect(nominalClock(host('a', 800, { enteredCoreMhz: 3600 }))).toEqual({ mhz: 3600, from: 'entered' });
    expect(nominalClock(host('a', null))).toBeNull();
  });
});

describe('the clocks of a snapshot', () => {
  it('are the nominal ones if all are known', () => {
    expect(clocks(host('a', 2600), host('b', 2750))).toEqual({ a: 2600, b: 2750 });
  });

  // two hosts of the same model, one of them idle when it was read: after hashicorp/nomad#4258
  it('are the same for all hosts if one is only observed, so that no VM seems small on an idle host', () => {
    const idle = host('a', 800, { knowsClock: false });
    expect(clocks(idle, host('b', 3600, { knowsClock: false }))).toEqual({ a: 3600, b: 3600 });
    expect(clocks(idle, host('b', 2600), host('c', 2750))).toEqual({ a: 2750, b: 2750, c: 2750 });
    expect(clocks(host('a', 800, { knowsClock: false, enteredCoreMhz: 2400 }), host('b', 2600))).toEqual({
      a: 2400,
      b: 2600,
    });
  });

  it('omit a host without a clock', () => {
    expect(clocks(host('a', null), host('b', 2600))).toEqual({ b: 2600 });
    expect(clocks()).toEqual({});
  });
});
