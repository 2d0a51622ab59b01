import { describe, expect, it } from 'vitest';
import { assertReady, byClock, clockOf, connectionNow } from './cluster-clock.ts';

const now = new Date('2026-11-23T10:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const present = {
  name: 'prod',
  intervalSeconds: 15,
  backfilledUntil: null,
  backfillUntil: null,
  driverConfig: {} as unknown,
};
const past = { ...present, backfilledUntil: ago(1440), backfillUntil: ago(1) };

describe('clockOf', () => {
  it('is the clock of the one who asks', () => {
    const clock = clockOf(present, now);
    expect(clock).toEqual({ now, intervalSeconds: 15, migrationSpeed: 1, isPast: false, notReady: null });
    expect(clockOf({ ...past, backfilledUntil: ago(1) }, now)).toMatchObject({ now, isPast: false });
  });

  it('is the time that a cluster which backfills its past has reached, and nothing can be ordered there', () => {
    expect(clockOf(past, now)).toMatchObject({ now: ago(1440), intervalSeconds: 300, isPast: true });
    expect(clockOf({ ...past, backfilledUntil: null }, now)).toMatchObject({ now, isPast: true });
    expect(() => assertReady(past, now)).toThrow('prod still lives through its simulated past');
  });

  it('lets those who live there place orders', () => {
    expect(clockOf(past, ago(600))).toMatchObject({ isPast: true, notReady: null });
    expect(() => assertReady(past, ago(600))).not.toThrow();
  });

  it('runs faster for migrations of a simulated data centre with a speed', () => {
    const speed = (driverConfig: unknown) => clockOf({ ...past, driverConfig }, now).migrationSpeed;
    expect([speed({ seed: 7, speed: 4 }), speed({ speed: 0 }), speed({})]).toEqual([4, 1, 1]);
  });
});

it('turns what the hypervisor counts into what the clock counts, and leaves unknown unknown', () => {
  const clock = clockOf({ ...past, driverConfig: { speed: 4 } }, now);
  expect(byClock(8000, clock)).toBe(2000);
  expect(byClock(null, clock)).toBeNull();
});

it('takes no sample for wrong that is ahead of a past which is noted hour by hour', () => {
  const host = { connection: 'up' as const, lastSampleAt: ago(1400) };
  expect(connectionNow(host, clockOf(past, now))).toBe('up');
  expect(connectionNow(host, clockOf(present, now))).toBe('unknown');
});
