import type { Database } from '../../../lib/db/client.ts';
import { present } from '../../../lib/model/present.ts';
import {
  cancelPatchRun,
  continuePatchRun,
  pausePatchRun,
} from '../../../lib/services/patches/change-patch-run.ts';
import { confirmPatchHost, reportStep } from '../../../lib/services/patches/confirm-patch-host.ts';
import { findPatchRun } from '../../../lib/services/patches/find-patch-run.ts';
import { failHost } from '../../../lib/services/patches/patch-tick.ts';
import { startPatchRun } from '../../../lib/services/patches/start-patch-run.ts';
import { observed, patched } from './prepared.ts';

/** The verbs of patch runs, as in scenarios.ts. */
export const patchScenarios: Record<string, (db: Database) => Promise<() => Promise<unknown>>> = {
  startPatchRun: async (db) => {
    const { ctx, clusterId, hostId } = await observed(db);
    const input = { clusterId, hostIds: [hostId('h2')], step: 'person' as const };
    return () => startPatchRun({ ctx, input });
  },
  pausePatchRun: async (db) => {
    const { ctx, patchRunId } = await patched(db);
    return () => pausePatchRun({ ctx, input: { patchRunId } });
  },
  continuePatchRun: async (db) => {
    const { ctx, patchRunId } = await patched(db);
    await pausePatchRun({ ctx, input: { patchRunId } });
    return () => continuePatchRun({ ctx, input: { patchRunId } });
  },
  cancelPatchRun: async (db) => {
    const { ctx, patchRunId } = await patched(db);
    return () => cancelPatchRun({ ctx, input: { patchRunId } });
  },
  confirmPatchHost: async (db) => {
    const { ctx, patchRunId, hostId } = await patched(db);
    await db.patchHost.updateMany({ where: { patchRunId }, data: { phase: 'stepping' } });
    return () => confirmPatchHost({ ctx, input: { patchRunId, hostId: hostId('h2') } });
  },
  reportStep: async (db) => {
    const { ctx, patchRunId, token } = await patched(db, 'webhook');
    await db.patchHost.updateMany({ where: { patchRunId }, data: { phase: 'stepping' } });
    return () => reportStep({ ctx, input: { patchRunId, token, host: 'h2' } });
  },
  failHost: async (db) => {
    const { ctx, driver, patchRunId } = await patched(db);
    const run = await findPatchRun(db, patchRunId);
    return () =>
      failHost({ ctx, driver, run }, present(run.hosts[0], 'host'), 'vm-runs-there', { vms: 'a', count: 1 });
  },
};
