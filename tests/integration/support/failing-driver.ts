import { DriverError, type DriverErrorCode } from '../../../lib/model/errors.ts';
import type { HypervisorDriver, MigrationOrder } from '../../../lib/model/ports.ts';
import { migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../../lib/services/runs/advance-run.ts';
import { withTestDatabase } from './database.ts';
import { makeObservedCluster } from './observed-cluster.ts';
import { simulatedHost, simulatedVm } from './simulated-cluster.ts';

export const database = withTestDatabase();

/** A cluster of three hosts with one VM on h1, and ticks that also collect from time to time. */
export async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: [simulatedVm('a', 'h1', { memoryMiB: 8192 })],
  });
  const { ctx, clock, hostId, vmId } = made;
  const migrate = async (): Promise<string> => {
    const input = { vmId: await vmId('a'), toHostId: hostId('h2') };
    return (await migrateVm({ ctx, input })).runId;
  };
  const move = (runId: string) => ctx.db.move.findFirstOrThrow({ where: { runId } });
  const tick = (runId: string, driver = made.driver) => advanceRun({ ctx, driver, input: { runId } });
  const carryOut = async (runId: string, driver = made.driver): Promise<void> => {
    for (let i = 0; i < 600; i++) {
      if (await tick(runId, driver)) return;
      clock.pass(0.5);
      if (i % 30 === 29) await made.collect();
    }
    throw new Error('the run did not end');
  };
  return { ...made, migrate, move, tick, carryOut };
}

/** The driver with a different first response to some calls. */
export function answering(
  driver: HypervisorDriver,
  answers: {
    check?: (order: MigrationOrder) => DriverErrorCode | null;
    start?: () => DriverErrorCode | null;
  },
): HypervisorDriver {
  return {
    ...driver,
    checkMigration: async (order) => {
      const code = answers.check?.(order) ?? null;
      return code ? [new DriverError(code, code)] : driver.checkMigration(order);
    },
    startMigration: async (order) => {
      const code = answers.start?.() ?? null;
      if (code) throw new DriverError(code, code);
      await driver.startMigration(order);
    },
  };
}

export const times = (count: number, code: DriverErrorCode) => {
  let left = count;
  return () => (left-- > 0 ? code : null);
};
