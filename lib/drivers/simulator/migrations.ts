import { DriverError } from '../../model/errors.ts';
import type {
  ForcedCompletion,
  MigrationObstacle,
  MigrationOrder,
  MigrationRef,
  MigrationReport,
} from '../../model/ports.ts';
import type { WorldClient, WorldView } from './client.ts';
import { assertUuid, type KnownHosts } from './known-hosts.ts';
import { reportMigration } from './map.ts';
import { admit, obstaclesTo } from './world/admission.ts';
import { whyNotForceCompletion } from './world/force-completion.ts';
import type { ActiveMigration } from './world/state.ts';

export interface Migrations {
  start(order: MigrationOrder): Promise<void>;
  read(ref: MigrationRef): Promise<MigrationReport>;
  cancel(ref: MigrationRef): Promise<void>;
  check(order: MigrationOrder): Promise<MigrationObstacle[]>;
  forceCompletion(ref: MigrationRef, how: ForcedCompletion): Promise<void>;
}

const PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.:+@ -]*$/u;

/** As strict as for real hypervisors, where such names would reach a command line. */
function assertPlain(ref: MigrationRef): void {
  assertUuid(ref.vmUuid);
  if (!PLAIN_NAME.test(ref.vmName)) {
    throw new DriverError('bad-config', 'not a name that may be passed on', { vm: ref.vmName });
  }
}

/** Orders about migrations: each is a command of the log, added only if the world would accept it. */
export function createMigrations(world: WorldClient, hosts: KnownHosts): Migrations {
  const named = (order: MigrationOrder): MigrationOrder => ({
    ...order,
    sourceHostId: hosts.addressOf(order.sourceHostId).name,
    destinationHostId: hosts.addressOf(order.destinationHostId).name,
  });
  /** The world, if the source answers Ballast in it. */
  const askSource = async (ref: MigrationRef): Promise<WorldView> => {
    assertPlain(ref);
    const view = await world.read();
    hosts.assertAnswers(view, ref.sourceHostId);
    return view;
  };
  return {
    start: async (order) => {
      assertPlain(order);
      const before = await world.read();
      const admitted = admit(before, named(order));
      if (admitted instanceof DriverError) throw admitted;
      await world.order({ type: 'start-migration', ...order });
      // Another writer may have been first: then the world has refused the order.
      const report = reportMigration(await world.read(), order.moveId);
      if (report.phase !== 'failed') return;
      const { code, scope, message, facts } = report;
      throw new DriverError(code, message, facts, { scope });
    },
    read: async (ref) => reportMigration(await askSource(ref), ref.moveId),
    cancel: async (ref) => {
      const migration = migrationInFlight(await askSource(ref), ref);
      if (migration?.phase === 'pulling')
        throw new DriverError('unsupported', `${ref.vmName} runs at its destination already`);
      if (migration !== undefined) await world.order({ type: 'cancel-migration', moveId: ref.moveId });
    },
    check: async (order) => {
      const found = obstaclesTo(await askSource(order), named(order));
      return found.map(({ code, scope, message, facts }) => ({ code, scope, message, facts }));
    },
    forceCompletion: async (ref, how) => {
      const migration = migrationInFlight(await askSource(ref), ref);
      if (migration === undefined) return; // it has ended
      const reason = whyNotForceCompletion(migration, how);
      if (reason !== null)
        throw new DriverError('unsupported', `${ref.vmName}: ${reason}`, { detail: reason });
      await world.order({ type: 'force-completion', moveId: ref.moveId, how });
    },
  };
}

function migrationInFlight({ state }: WorldView, ref: MigrationRef): ActiveMigration | undefined {
  return state.active.find((migration) => migration.order.moveId === ref.moveId);
}
