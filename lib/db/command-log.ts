import type { CommandLog } from '../model/ports.ts';
import type { Database } from './client.ts';

/** The command log of one cluster, as a table: it survives a crash and serves several workers. */
export function createCommandLog(db: Database, clusterId: string): CommandLog {
  return {
    async read(afterSeq) {
      const rows = await db.simulatorCommand.findMany({
        where: { clusterId, seq: { gt: BigInt(afterSeq) } },
        orderBy: { seq: 'asc' },
      });
      return rows.map((row) => ({ seq: Number(row.seq), at: row.at, body: row.body }));
    },
    async append(at, body) {
      const row = await db.simulatorCommand.create({ data: { clusterId, at, body } });
      return { seq: Number(row.seq), at, body };
    },
  };
}
