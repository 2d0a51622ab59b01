import type { Facts } from '../../model/errors.ts';
import type { Context } from '../../services/context.ts';

/** What keeps automation from acting until a person changes it: shown on every page. */
export interface StoppedAutomation {
  switchedOff: { by: string; at: Date } | null; // everywhere
  stops: { clusterId: string; cluster: string; code: string; facts: Facts; at: Date }[];
}

/** The switch of the product, and the clusters in which automation stopped by itself, the last one first. */
export async function readStopped({ db }: Context): Promise<StoppedAutomation> {
  const [installation, stops] = await Promise.all([
    db.installation.findFirst({ select: { automationStoppedAt: true, automationStoppedBy: true } }),
    db.automationStop.findMany({
      where: { resumedAt: null },
      orderBy: { at: 'desc' },
      include: { cluster: { select: { name: true } } },
    }),
  ]);
  const { automationStoppedAt: at = null, automationStoppedBy: by = null } = installation ?? {};
  return {
    switchedOff: at && by !== null ? { at, by } : null,
    stops: stops.map(({ clusterId, cluster, code, facts, at }) => ({
      clusterId,
      cluster: cluster.name,
      code,
      facts,
      at,
    })),
  };
}
