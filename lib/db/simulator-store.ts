import type { SimulatorCommandBody, SimulatorStore } from '../model/ports.ts';
import type { Database } from './client.ts';

/** The command log of one simulated cluster, as a table: it survives a crash and serves several workers. */
export function createSimulatorStore(db: Database, clusterId: string): SimulatorStore {
  return {
    async read(afterSeq) {
      const rows = await db.simulatorCommand.findMany({
        where: { clusterId, seq: { gt: BigInt(afterSeq) } },
        orderBy: { seq: 'asc' },
      });
      // the simulator alone writes these rows, below
      return rows.map((row) => ({
        seq: Number(row.seq),
        at: row.at,
        body: row.body as unknown as SimulatorCommandBody,
      }));
    },
    async append(at, body) {
      const row = await db.simulatorCommand.create({ data: { clusterId, at, body: body as object } });
      return { seq: Number(row.seq), at, body };
    },
  };
}
