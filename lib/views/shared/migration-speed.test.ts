import { expect, it } from 'vitest';
import { byClock, migrationSpeed } from './migration-speed.ts';

it('is that of the clock, but where a simulator was told otherwise', () => {
  expect(migrationSpeed({ driver: 'simulator', driverConfig: { seed: 7, speed: 4 } })).toBe(4);
  expect(migrationSpeed({ driver: 'simulator', driverConfig: {} })).toBe(1);
  expect(migrationSpeed({ driver: 'libvirt', driverConfig: { speed: 4 } })).toBe(1);
});

it('says how long the one who waits for it waits', () => {
  expect(byClock(8000, 4)).toBe(2000);
  expect(byClock(null, 4)).toBeNull();
});
