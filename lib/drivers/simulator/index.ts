import type { Clock } from '../../model/clock.ts';
import { DriverError } from '../../model/errors.ts';
import type {
  ConnectionCheck,
  HostAddress,
  HypervisorDriver,
  MigrationOrder,
  MigrationRef,
  SimulatorStore,
} from '../../model/ports.ts';
import { openWorld, type WorldView } from './client.ts';
import type { SimulatorConfig } from './config.ts';
import { eventsBetween, takeNote } from './events.ts';
import { observe, placementState, reportMigration } from './map.ts';
import { admit, obstaclesTo } from './world/admission.ts';
import { whyNotHasten } from './world/hastening.ts';
import { canOrder, doesAnswer } from './world/reach.ts';
import type { ActiveMigration } from './world/state.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.:+@ -]*$/u;
const WATCH_INTERVAL_MS = 1000;

export interface SimulatorOptions {
  config: SimulatorConfig; // parsed; see docs/simulator.md
  hosts: readonly HostAddress[];
  store: SimulatorStore;
  clock: Clock;
}

/**
 * A driver for a simulated cluster. It keeps nothing that a restart may not lose: the world is made again from config,
 * log and clock. Drivers that share a store see the same world.
 */
export function createSimulatorDriver(options: SimulatorOptions): HypervisorDriver {
  const { config, hosts } = options;
  const world = openWorld(options);
  const timers = new Set<NodeJS.Timeout>();

  const addressOf = (hostId: string): HostAddress => {
    const address = hosts.find((host) => host.hostId === hostId);
    if (address !== undefined) return address;
    throw new DriverError('bad-config', `no host of this cluster has the id ${hostId}`, { host: hostId });
  };
  const indexOf = (view: WorldView, hostId: string): number => {
    const { name } = addressOf(hostId);
    const index = view.shape.hostIndex.get(name);
    if (index !== undefined) return index;
    throw new DriverError('bad-config', `the simulated cluster has no host ${name}`, { host: name });
  };
  const assertAnswers = (view: WorldView, hostId: string): number => {
    const index = indexOf(view, hostId);
    if (!doesAnswer(view.state, index)) throw unreachable(addressOf(hostId).name);
    return index;
  };
  const named = (order: MigrationOrder): MigrationOrder => ({
    ...order,
    sourceHostId: addressOf(order.sourceHostId).name,
    destinationHostId: addressOf(order.destinationHostId).name,
  });

  return {
    kind: 'simulator',

    discoverHosts: async () =>
      config.hosts.map(({ name }) => ({
        name,
        uri: `simulator://${config.cluster}/${name}`,
        peerUri: null,
        migrationAddress: null,
      })),

    observeHost: async (hostId) => {
      addressOf(hostId);
      const view = await world.read();
      return observe(view, assertAnswers(view, hostId), hostId);
    },

    testConnections: async () => {
      const view = await world.read();
      return hosts.flatMap((host) => [
        checkConnection(view, host, null),
        ...hosts.filter((other) => other !== host).map((other) => checkConnection(view, host, other)),
      ]);
    },

    startMigration: async (order) => {
      assertPlain(order);
      const before = await world.read();
      const admitted = admit(before.shape, before.state, named(order));
      if (admitted instanceof DriverError) throw admitted;
      await world.order({ type: 'start-migration', ...order });
      // Another writer may have come first: then the world has refused the order.
      const report = reportMigration(await world.read(), order.moveId);
      if (report.phase === 'failed') throw new DriverError(report.code, report.message, report.facts);
    },

    readMigration: async (ref) => {
      assertPlain(ref);
      const view = await world.read();
      assertAnswers(view, ref.sourceHostId);
      return reportMigration(view, ref.moveId);
    },

    cancelMigration: async (ref) => {
      assertPlain(ref);
      const view = await world.read();
      assertAnswers(view, ref.sourceHostId);
      const migration = underWay(view, ref);
      if (migration?.phase === 'pulling')
        throw new DriverError('unsupported', `${ref.vmName} runs at its destination already`);
      if (migration !== undefined) await world.order({ type: 'cancel-migration', moveId: ref.moveId });
    },

    checkMigration: async (order) => {
      assertPlain(order);
      const view = await world.read();
      assertAnswers(view, order.sourceHostId);
      return obstaclesTo(view.shape, view.state, named(order)).map(({ code, message, facts }) => ({
        code,
        message,
        facts,
      }));
    },

    hastenMigration: async (ref, how) => {
      assertPlain(ref);
      const view = await world.read();
      assertAnswers(view, ref.sourceHostId);
      const migration = underWay(view, ref);
      if (migration === undefined) return; // it has ended
      const reason = whyNotHasten(migration, how);
      if (reason !== null)
        throw new DriverError('unsupported', `${ref.vmName}: ${reason}`, { detail: reason });
      await world.order({ type: 'hasten-migration', moveId: ref.moveId, how });
    },

    // Every observation has the rates: there is nothing to begin.
    measureDirtyRates: async (hostId, vmUuids) => {
      for (const vmUuid of vmUuids) assertUuid(vmUuid);
      assertAnswers(await world.read(), hostId);
    },

    locateVm: async (vmUuid, hostIds) => {
      assertUuid(vmUuid);
      const view = await world.read();
      return hostIds.map((hostId) => ({
        hostId,
        state: placementState(view, indexOf(view, hostId), vmUuid),
      }));
    },

    watch: (listener) => {
      let before: ReturnType<typeof takeNote> | null = null;
      const look = async () => {
        const note = takeNote(await world.read());
        if (before !== null) for (const event of eventsBetween(before, note, hosts)) listener(event);
        before = note;
      };
      // A log that cannot be read now is read at the next turn; nothing is lost, events are only hints.
      const timer = setInterval(() => void look().catch(() => undefined), WATCH_INTERVAL_MS).unref();
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

function underWay({ state }: WorldView, ref: MigrationRef): ActiveMigration | undefined {
  return state.active.find((migration) => migration.order.moveId === ref.moveId);
}

function unreachable(host: string): DriverError {
  return new DriverError('host-unreachable', `${host} does not answer`, { host });
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

function assertUuid(vmUuid: string): void {
  if (UUID.test(vmUuid)) return;
  throw new DriverError('bad-config', 'not the identity of a VM', { uuid: vmUuid });
}

/** The same strictness as with real hypervisors, where such names would reach a command line. */
function assertPlain(ref: MigrationRef): void {
  assertUuid(ref.vmUuid);
  if (!PLAIN_NAME.test(ref.vmName)) {
    throw new DriverError('bad-config', 'not a name that may be passed on', { vm: ref.vmName });
  }
}
