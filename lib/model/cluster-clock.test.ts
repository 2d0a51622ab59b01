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
  it('is the clock of the caller', () => {
    const clock = clockOf(present, now);
    expect(clock).toEqual({ now, intervalSeconds: 15, migrationSpeed: 1, isPast: false, notReady: null });
    expect(clockOf({ ...past, backfilledUntil: ago(1) }, now)).toMatchObject({ now, isPast: false });
  });

  it('is the time that a backfilling cluster has reached, and orders are refused until it has finished', () => {
    expect(clockOf(past, now)).toMatchObject({ now: ago(1440), intervalSeconds: 300, isPast: true });
    expect(clockOf({ ...past, backfilledUntil: null }, now)).toMatchObject({ now, isPast: true });
    expect(() => assertReady(past, now)).toThrow('prod is still simulating its past');
  });

  it('allows orders from within the backfilled past', () => {
    expect(clockOf(past, ago(600))).toMatchObject({ isPast: true, notReady: null });
    expect(() => assertReady(past, ago(600))).not.toThrow();
  });

  it('has the migration speed of the simulated data centre', () => {
    const speed = (driverConfig: unknown) => clockOf({ ...past, driverConfig }, now).migrationSpeed;
    expect([speed({ seed: 7, speed: 4 }), speed({ speed: 0 }), speed({})]).toEqual([4, 1, 1]);
  });
});

it('converts times of the hypervisor to times of the clock, and keeps unknown values unknown', () => {
  const clock = clockOf({ ...past, driverConfig: { speed: 4 } }, now);
  expect(byClock(8000, clock)).toBe(2000);
  expect(byClock(null, clock)).toBeNull();
});

it('accepts a sample that is ahead of the clock of a backfilled past, which is stored hour by hour', () => {
  const host = { connection: 'up' as const, lastSampleAt: ago(1400) };
  expect(connectionNow(host, clockOf(past, now))).toBe('up');
  expect(connectionNow(host, clockOf(present, now))).toBe('unknown');
});
