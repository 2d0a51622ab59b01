import type { Database } from '../../../lib/db/client.ts';
import { checkReadiness } from '../../../lib/services/readiness/check-readiness.ts';
import { testMigration } from '../../../lib/services/readiness/test-migration.ts';
import { observed } from './prepared.ts';

/** The verbs of readiness, as in scenarios.ts. */
export const readinessScenarios: Record<string, (db: Database) => Promise<() => Promise<unknown>>> = {
  checkReadiness: async (db) => {
    const { ctx, clusterId } = await observed(db);
    return () => checkReadiness({ ctx, input: { clusterId } });
  },
  testMigration: async (db) => {
    const { ctx, clusterId, vmId, hostId } = await observed(db);
    const input = { clusterId, vmId: await vmId('a'), fromHostId: null, toHostId: hostId('h2') };
    return () => testMigration({ ctx, input });
  },
};
