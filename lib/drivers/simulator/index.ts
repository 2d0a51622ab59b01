import type { Clock } from '../../model/clock.ts';
import { DriverError } from '../../model/errors.ts';
import type {
  CommandLog,
  ConnectionCheck,
  DriverEvent,
  HostAddress,
  HostObservation,
  HypervisorDriver,
} from '../../model/ports.ts';
import { createClusterReader } from '../cluster-reader.ts';
import { inspectByChecks } from '../inspect-by-checks.ts';
import { noMaintenance } from '../no-maintenance.ts';
import { simulatorAbilities } from './abilities.ts';
import { openWorld, type WorldView } from './client.ts';
import type { SimulatorConfig } from './config.ts';
import { eventsBetween, takeNote } from './events.ts';
import { assertUuid, knowHosts } from './known-hosts.ts';
import { observe, placementState } from './map.ts';
import { createMigrations } from './migrations.ts';
import { readSigns } from './signs.ts';
import { freeMemoryMiB } from './world/admission.ts';
import { hasStoppedCopy, whyNotRestart } from './world/death.ts';
import { bootIdOf, stepReport } from './world/host-steps.ts';
import { isSavedVm, whyNotPower } from './world/power.ts';
import { canOrder, doesAnswer } from './world/reach.ts';

const WATCH_INTERVAL_MS = 1000;

export interface SimulatorOptions {
  config: SimulatorConfig; // parsed; see docs/simulator.md
  hosts: readonly HostAddress[];
  log: CommandLog;
  clock: Clock;
}

/**
 * A driver for a simulated cluster. It keeps nothing that may not be lost in a restart: the world is computed from
 * config, log and clock. Drivers that share a log see the same world.
 */
export function createSimulatorDriver(options: SimulatorOptions): HypervisorDriver {
  const { config, hosts } = options;
  const world = openWorld(options);
  const known = knowHosts(hosts);
  const migrations = createMigrations(world, known);
  const timers = new Set<NodeJS.Timeout>();
  /** The index of a VM on the host, if the host answers. */
  const vmOn = (view: WorldView, hostId: string, vmUuid: string): number => {
    assertUuid(vmUuid);
    const host = known.assertAnswers(view, hostId);
    const vm = view.shape.vmIndex.get(vmUuid);
    if (vm !== undefined && view.state.hostOfVm[vm] === host) return vm;
    const { name } = known.addressOf(hostId);
    throw new DriverError('vm-not-found', `${name} has no VM ${vmUuid}`, { host: name, vm: vmUuid });
  };

  const observeHost = async (hostId: string): Promise<HostObservation> => {
    known.addressOf(hostId);
    const view = await world.read();
    return observe(view, known.assertAnswers(view, hostId), hostId);
  };

  const reader = createClusterReader(observeHost, (hostId) => known.addressOf(hostId).name);
  const report = (event: DriverEvent, listener: (event: DriverEvent) => void): void => {
    reader.wake(event.hostId);
    listener(event);
  };

  const refuseGuests = async (): Promise<never> => {
    throw new DriverError('unsupported', 'the simulated hosts start no guests', { detail: 'test guest' });
  };

  const testConnections = async (): Promise<ConnectionCheck[]> => {
    const view = await world.read();
    return hosts.flatMap((host) => [
      checkConnection(view, host, null),
      ...hosts.filter((other) => other !== host).map((other) => checkConnection(view, host, other)),
    ]);
  };

  return {
    kind: 'simulator',
    abilities: simulatorAbilities,
    discoverHosts: async () =>
      config.hosts.map(({ name }) => ({
        name,
        uri: `simulator://${config.cluster}/${name}`,
        peerUri: null,
        migrationAddress: null,
      })),
    observeHost: reader.observeHost,
    observeCluster: reader.observeCluster,
    testConnections,
    inspectCluster: (vms) =>
      inspectByChecks(
        { observeCluster: reader.observeCluster, testConnections, checkMigration: migrations.check },
        hosts,
        vms,
      ),
    startTestGuest: refuseGuests,
    removeTestGuest: refuseGuests,
    startMigration: async (order) => {
      if (order.takesDisks)
        throw new DriverError('unsupported', 'the simulated VMs have no local disks', {
          detail: 'local disks',
        });
      await migrations.start(order);
    },
    readMigration: migrations.read,
    cancelMigration: migrations.cancel,
    checkMigration: migrations.check,
    forceCompletion: migrations.forceCompletion,
    // every observation has the rates: there is nothing to start
    measureDirtyRates: async (hostId, vmUuids) => {
      for (const vmUuid of vmUuids) assertUuid(vmUuid);
      known.assertAnswers(await world.read(), hostId);
    },
    locateVm: async (vmUuid, hostIds) => {
      assertUuid(vmUuid);
      const view = await world.read();
      const stateAt = (hostId: string) => placementState(view, known.indexOf(view, hostId), vmUuid);
      return hostIds.map((hostId) => ({ hostId, state: stateAt(hostId) }));
    },
    ...noMaintenance('the simulator'),
    readAutostart: async (hostId, vmUuid) => {
      const view = await world.read();
      return view.state.autostart.has(vmOn(view, hostId, vmUuid));
    },
    setAutostart: async (hostId, vmUuid) => {
      vmOn(await world.read(), hostId, vmUuid);
      await world.order({ type: 'set-autostart', hostId, vmUuid });
    },
    startStep: async (order) => {
      known.assertAnswers(await world.read(), order.hostId);
      await world.order({ type: 'start-step', ...order });
    },
    readStep: async ({ key, hostId }) => {
      const view = await world.read();
      return stepReport(view, key, known.assertAnswers(view, hostId));
    },
    readBootId: async (hostId) => {
      const view = await world.read();
      return bootIdOf(view.shape, view.state, known.assertAnswers(view, hostId));
    },
    readSigns: async (hostId) => {
      const view = await world.read();
      return readSigns(view, known.indexOf(view, hostId));
    },
    restartVm: async ({ vmUuid, destinationHostId }) => {
      assertUuid(vmUuid);
      const view = await world.read();
      const vm = view.shape.vmIndex.get(vmUuid);
      if (vm === undefined) throw new DriverError('vm-not-found', `no VM ${vmUuid}`, { vm: vmUuid });
      const to = known.indexOf(view, destinationHostId);
      if (placementState(view, to, vmUuid) === 'running') return;
      const refusal = whyNotRestart(view.shape, view.state, { vm, to, at: view.at });
      if (refusal) throw refusal;
      await world.order({ type: 'restart-vm', vmUuid, hostId: destinationHostId });
    },
    removeCopy: async (hostId, vmUuid) => {
      assertUuid(vmUuid);
      const view = await world.read();
      const host = known.assertAnswers(view, hostId);
      const vm = view.shape.vmIndex.get(vmUuid) ?? -1;
      const { name } = known.addressOf(hostId);
      if (!hasStoppedCopy(view.shape, view.state, { vm, host, at: view.at }))
        throw new DriverError('vm-not-movable', `${name} has no stopped copy of it`, {
          source: name,
          vm: vmUuid,
        });
      await world.order({ type: 'remove-copy', vmUuid, hostId });
    },
    orderPower: async (hostId, vmUuid, order) => {
      const view = await world.read();
      const { shape, state, at } = view;
      const vm = vmOn(view, hostId, vmUuid);
      const freeMiB = freeMemoryMiB(shape, state, known.indexOf(view, hostId), at);
      const refusal = whyNotPower(shape, state, { vm, order, freeMiB, at });
      if (refusal) throw refusal;
      await world.order({ type: 'order-power', hostId, vmUuid, order });
    },
    readPower: async (hostId, vmUuid) => {
      assertUuid(vmUuid);
      const view = await world.read();
      const vm = view.shape.vmIndex.get(vmUuid);
      const isSaved = vm !== undefined && isSavedVm(view.state, vm, view.at);
      const state = placementState(view, known.indexOf(view, hostId), vmUuid);
      return { state, isSaved: isSaved && state === 'stopped' };
    },
    watch: (listener) => {
      let before: ReturnType<typeof takeNote> | null = null;
      const readEvents = async () => {
        const note = takeNote(await world.read());
        if (before !== null) for (const event of eventsBetween(before, note, hosts)) report(event, listener);
        before = note;
      };
      // A log that cannot be read now is read the next time; nothing is lost, because events are only hints.
      const timer = setInterval(() => void readEvents().catch(() => undefined), WATCH_INTERVAL_MS).unref();
      timers.add(timer);
      return () => {
        clearInterval(timer);
        timers.delete(timer);
      };
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      timers.clear();
    },
  };
}

function checkConnection(view: WorldView, from: HostAddress, to: HostAddress | null): ConnectionCheck {
  const { shape, state } = view;
  const indexOf = (host: HostAddress) => shape.hostIndex.get(host.name) ?? -1;
  const check = { hostId: from.hostId, toHostId: to?.hostId ?? null, version: null };
  if (!doesAnswer(state, indexOf(from))) {
    return { ...check, ok: false, code: 'host-unreachable', message: `${from.name} does not answer` };
  }
  if (to !== null && !canOrder(state, indexOf(from), indexOf(to))) {
    const message = `${from.name} cannot reach ${to.name}`;
    return { ...check, ok: false, code: 'destination-unreachable', message };
  }
  return { ...check, ok: true, code: null, message: null };
}
