import type { HostAddress, MigrationOrder } from '../../../model/ports.ts';
import { type Answerer, createFakeVirsh } from '../fake-virsh.ts';
import { createLibvirtDriver } from '../index.ts';

export const NOW = new Date('2026-11-23T03:37:11Z');
export const UUID = '10000000-0000-4000-8000-00006146a0ec';

export const address = (name: string, parts: Partial<HostAddress> = {}): HostAddress => ({
  hostId: `id-${name}`,
  name,
  uri: `qemu+tcp://${name}/system`,
  peerUri: null,
  migrationAddress: null,
  ...parts,
});
export const HOSTS = [address('kvm-01'), address('kvm-02', { migrationAddress: '10.0.8.12' })];

export const order: MigrationOrder = {
  moveId: 'm1',
  vmUuid: UUID,
  vmName: 'smp1',
  sourceHostId: 'id-kvm-01',
  destinationHostId: 'id-kvm-02',
  kind: 'live',
  bandwidthMiBps: 16,
  downtimeLimitMs: 300,
  mayThrottle: false,
  mayPostCopy: false,
};

export const open = (answerer: Answerer, hosts = HOSTS) => {
  const fake = createFakeVirsh(answerer);
  return { fake, driver: createLibvirtDriver({ hosts, clock: { now: () => NOW }, spawn: fake.spawn }) };
};
