import { expect, it } from 'vitest';
import { DriverError } from '../model/errors.ts';
import type { HostObservation } from '../model/ports.ts';
import { observeEach } from './observe-each.ts';

const seen = (hostId: string): HostObservation => ({
  hostId,
  observedAt: new Date(0),
  vms: [],
  alarms: [],
  use: { cpuBusyFraction: null, memoryUsedMiB: null },
  facts: {
    cpuCores: 8,
    coreMhz: 2600,
    memoryMiB: 8192,
    cpuModel: null,
    cpuFeatures: [],
    networks: null,
    storages: null,
    migrationMbps: null,
    rack: null,
    version: '1',
    cpuIds: null,
    numaNodes: null,
    hugePages: null,
  },
});

it('returns a result for each host in order, and keeps a failure to its own host', async () => {
  const { hosts } = await observeEach(['c', 'a', 'b'], async (hostId) => {
    if (hostId === 'a') throw new DriverError('host-unreachable', 'a does not answer', { host: 'a' });
    if (hostId === 'b') throw new TypeError('no such word');
    return seen(hostId);
  });
  expect(
    hosts.map((reading) => [
      reading.hostId,
      'error' in reading ? reading.error.code : reading.observation.hostId,
    ]),
  ).toEqual([
    ['c', 'c'],
    ['a', 'host-unreachable'],
    ['b', 'driver-failed'],
  ]);
});
