import type { Database } from '../../../lib/db/client.ts';
import { restartHost, restartProvedHost } from '../../../lib/services/orders/restart-host.ts';
import { restartProved } from '../../../lib/services/orders/restart-proved.ts';
import { askFence } from '../../../lib/services/outages/ask-fence.ts';
import { readSigns } from '../../../lib/services/outages/read-signs.ts';
import { removeCopies } from '../../../lib/services/outages/remove-copies.ts';
import { sayPolicy } from '../support/say-policy.ts';
import { observed } from './prepared.ts';

const fences = [{ name: 'ipmi', description: '', command: 'true', timeoutSeconds: 5 }];

/** A host that has died, as several signs say. */
async function dead(db: Database) {
  const world = await observed(db);
  const { ctx, clock, driver, store, clusterId, collect, hostId } = world;
  await store.append(clock.now(), { type: 'host-died', hostId: 'h1' });
  for (let i = 0; i < 4; i++) await collect();
  await readSigns({ ctx, driver, input: { clusterId } });
  const typed = { hostId: hostId('h1'), typedName: 'h1' };
  return { ...world, ctx: { ...ctx, commands: () => ({ steps: [], fences, powerChecks: [] }) }, typed };
}

/** Verbs about hosts that do not answer. */
export const outageScenarios: Record<string, (db: Database) => Promise<() => Promise<unknown>>> = {
  restartHost: async (db) => {
    const { ctx, typed } = await dead(db);
    return () => restartHost({ ctx, input: typed });
  },
  restartProvedHost: async (db) => {
    const { ctx, clock, typed } = await dead(db);
    const data = { offProof: 'fence', offAt: clock.now(), offBy: 'ipmi', verdict: 'off' } as const;
    await db.outage.updateMany({ where: { hostId: typed.hostId }, data });
    return () => restartProvedHost({ ctx, input: typed });
  },
  restartProved: async (db) => {
    const { ctx, clusterId } = await dead(db);
    await sayPolicy(db, clusterId, { restartMode: 'proved' });
    return () => restartProved({ ctx, input: { clusterId } });
  },
  askFence: async (db) => {
    const { ctx, typed } = await dead(db);
    return () => askFence({ ctx, input: { ...typed, fence: 'ipmi' } });
  },
  removeCopies: async (db) => {
    const { ctx, hostId, vmId } = await observed(db);
    const id = await vmId('a');
    const input = { vmIds: [id], hostId: hostId('h2') };
    await db.vm.update({ where: { id }, data: { copyHostId: input.hostId } });
    return () => removeCopies({ ctx, input });
  },
};
