import { spawn as spawnProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../model/clock.ts';
import { DriverError } from '../../model/errors.ts';
import type { HostAddress, HypervisorDriver } from '../../model/ports.ts';
import { createClusterReader } from '../cluster-reader.ts';
import { noMaintenance } from '../no-maintenance.ts';
import { libvirtAbilities } from './abilities.ts';
import { readAutostart, setAutostart } from './autostart.ts';
import { createVirsh, type Spawn } from './client.ts';
import { assertUuid, type LibvirtHost, parseHost } from './config.ts';
import { testConnections } from './connections.ts';
import { measureDirtyRates } from './dirty-rates.ts';
import { inspectCluster } from './inspection/inspect-cluster.ts';
import { eventOf } from './map.ts';
import { createMigrations } from './migrations.ts';
import { createHostObserver, type HostObserver } from './observe.ts';
import { placeVm } from './placement.ts';
import { orderPower, readPower } from './power.ts';
import { removeCopy, restartVm } from './restart.ts';
import { readSigns } from './signs.ts';
import { createSteps } from './steps.ts';
import { removeTestGuest, startTestGuest } from './test-guest.ts';
import { watchHost } from './watch.ts';

export interface LibvirtOptions {
  hosts: readonly HostAddress[];
  clock: Clock;
  /** Milliseconds of a monotonic counter; left out: that of this process. */
  elapsedMs?: () => number;
  /** Waits; left out: for so long. */
  pause?: (ms: number) => Promise<void>;
  /** Starts processes; left out: Node's own. */
  spawn?: Spawn;
}

/**
 * A driver for hosts with libvirt and QEMU, which it calls through `virsh` (see docs/libvirt.md). Throws `bad-config`
 * for an invalid address, and later `unsupported` if there is no virsh on this machine. The hosts carry out a
 * migration themselves: it continues when this driver, or all of Ballast, ends.
 */
export function createLibvirtDriver({
  hosts: addresses,
  clock,
  elapsedMs = () => performance.now(),
  pause = sleep,
  spawn,
}: LibvirtOptions): HypervisorDriver {
  const virsh = createVirsh(spawn);
  const hosts = new Map(addresses.map((address) => [address.hostId, parseHost(address)]));
  const observers = new Map<string, HostObserver>();
  const watches = new Set<() => void>();

  const hostOf = (hostId: string): LibvirtHost => {
    const host = hosts.get(hostId);
    if (host !== undefined) return host;
    const detail = `no host of this cluster has the id ${hostId.slice(0, 80)}`;
    throw new DriverError('bad-config', detail, { host: hostId, detail });
  };
  const observerOf = (hostId: string): HostObserver => {
    const peers = [...hosts.values()].flatMap((other) =>
      other.hostId === hostId ? [] : (other.peerUri ?? []),
    );
    const observer =
      observers.get(hostId) ?? createHostObserver(virsh, hostOf(hostId), { clock, elapsedMs }, peers);
    observers.set(hostId, observer);
    return observer;
  };
  const reader = createClusterReader(
    async (hostId) => observerOf(hostId).observe(),
    (hostId) => hostOf(hostId).name,
  );
  const migrations = createMigrations(virsh, hostOf);
  const steps = createSteps(spawn ?? spawnProcess, hostOf);

  return {
    kind: 'libvirt',
    abilities: libvirtAbilities,
    discoverHosts: async () => [],
    observeHost: reader.observeHost,
    observeCluster: reader.observeCluster,
    testConnections: () => testConnections(virsh, [...hosts.values()]),
    inspectCluster: (vms) => inspectCluster(virsh, [...hosts.values()], vms, { clock, elapsedMs, pause }),
    startTestGuest: async (guest, hostId, toHostId) =>
      startTestGuest(virsh, guest, hostOf(hostId), hostOf(toHostId)),
    removeTestGuest: (guest) => removeTestGuest(virsh, guest, [...hosts.values()]),
    startMigration: migrations.start,
    readMigration: migrations.read,
    cancelMigration: migrations.cancel,
    checkMigration: migrations.check,
    forceCompletion: migrations.forceCompletion,
    measureDirtyRates: async (hostId, vmUuids, seconds) =>
      measureDirtyRates(virsh, hostOf(hostId), vmUuids, seconds),
    locateVm: async (vmUuid, hostIds) => {
      assertUuid(vmUuid);
      const state = async (hostId: string) => placeVm(virsh, hostOf(hostId), vmUuid);
      return Promise.all(hostIds.map(async (hostId) => ({ hostId, state: await state(hostId) })));
    },
    ...noMaintenance('libvirt'),
    readAutostart: async (hostId, vmUuid) => readAutostart(virsh, hostOf(hostId), vmUuid),
    setAutostart: async (hostId, vmUuid) => setAutostart(virsh, hostOf(hostId), vmUuid),
    startStep: steps.start,
    readStep: steps.read,
    readBootId: steps.readBootId,
    orderPower: async (hostId, vmUuid, order) => orderPower(virsh, hostOf(hostId), vmUuid, order),
    readPower: async (hostId, vmUuid) => readPower(virsh, hostOf(hostId), vmUuid),
    readSigns: async (hostId, definitions) => {
      const others = [...hosts.values()].filter((other) => other.hostId !== hostId);
      return readSigns(virsh, hostOf(hostId), others, definitions);
    },
    restartVm: async (order) => restartVm(virsh, hostOf(order.destinationHostId), order),
    removeCopy: async (hostId, vmUuid) => removeCopy(virsh, hostOf(hostId), vmUuid),
    watch: (listener) => {
      const stops = [...hosts.values()].map((host) =>
        watchHost(virsh, host, (event) => {
          reader.wake(host.hostId);
          const observer = observerOf(host.hostId);
          const reported = eventOf(event, host.hostId, observer.uuidOf(event.domain));
          if (reported.kind !== 'migration-progress') observer.forget(event.domain);
          listener(reported);
        }),
      );
      const stop = () => {
        for (const one of stops) one();
        watches.delete(stop);
      };
      watches.add(stop);
      return stop;
    },
    close: async () => {
      for (const stop of watches) stop();
      migrations.close();
      virsh.close();
    },
  };
}
