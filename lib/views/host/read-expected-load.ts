import type { EffectivePolicy } from '../../model/effective-policy.ts';
import { SLOT_MS } from '../../series/seasonal.ts';
import type { Context } from '../../services/context.ts';

/** The CPU load that is expected of a host in the next day, in percent of what its reserve leaves. */
export interface ExpectedLoad {
  from: number; // the beginning of the first slot, ms
  stepMs: number;
  percents: number[];
  /** The mean error of forecasts an hour ahead over the last days, in percentage points; null: too little history. */
  errorPoints: number | null;
  /** That of the simplest forecast: as it was an hour ago. */
  persistencePoints: number | null;
  isTrusted: boolean; // plans use it
}

/** Null: the policy of the cluster asks for no forecast, or there is none yet. */
export async function readExpectedLoad(
  ctx: Context,
  input: { hostId: string; usableCores: number | null; policy: EffectivePolicy },
): Promise<ExpectedLoad | null> {
  const { hostId, usableCores, policy } = input;
  if (policy.values.forecast === 'off' || usableCores === null) return null;
  const row = await ctx.db.hostForecast.findUnique({ where: { hostId } });
  if (!row) return null;
  const toPercent = (cores: number): number => (100 * cores) / usableCores;
  return {
    from: row.from.getTime(),
    stepMs: SLOT_MS,
    percents: row.cores.map(toPercent),
    errorPoints: row.errorCores === null ? null : toPercent(row.errorCores),
    persistencePoints: row.persistenceCores === null ? null : toPercent(row.persistenceCores),
    isTrusted: row.isTrusted,
  };
}
