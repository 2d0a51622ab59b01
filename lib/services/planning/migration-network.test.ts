import { expect, it } from 'vitest';
import type { DriverKind } from '../../model/driver-traits.ts';
import { migrationMbpsOf, warnOfMigrationNetwork } from './migration-network.ts';

const host = {
  name: 'kvm-01',
  uri: 'qemu+ssh://root@kvm-01.corp:22/system',
  migrationAddress: '10.0.40.11',
  migrationMbps: 10_000,
  enteredMigrationMbps: null,
};
const codes = (more: Partial<typeof host> | object, driver: DriverKind = 'libvirt') =>
  warnOfMigrationNetwork({ ...host, ...more }, driver).map(({ code }) => code);

it.each([
  [{}, []],
  [{ migrationAddress: null }, ['migration-network-shared']],
  [{ migrationAddress: 'KVM-01.corp' }, ['migration-network-shared']],
  [{ migrationAddress: 'tcp://kvm-01.corp:49152' }, ['migration-network-shared']],
  [{ uri: 'qemu+tls://[fd00::1]:16514/system', migrationAddress: 'fd00::1' }, ['migration-network-shared']],
  [{ uri: 'qemu:///system' }, []],
  [{ migrationMbps: 100 }, ['migration-network-slow']],
  [{ migrationMbps: 100, enteredMigrationMbps: 1000 }, []],
  [{ migrationMbps: null }, []],
])('warns about %j with %j', (more, expected) => {
  expect(codes(more)).toEqual(expected);
});

it('does not warn if the driver has no addresses', () => {
  expect(codes({ uri: 'simulator://prod/kvm-01', migrationAddress: null }, 'simulator')).toEqual([]);
});

it('prefers an entered value to an observed one', () => {
  expect(migrationMbpsOf({ migrationMbps: 100, enteredMigrationMbps: 25_000 })).toBe(25_000);
  expect(migrationMbpsOf({ migrationMbps: 100, enteredMigrationMbps: null })).toBe(100);
});
