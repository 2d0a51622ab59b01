import { PackStore } from '../db/pack-store.ts';
import { enqueue } from '../db/queue.ts';
import type { KeepSamples } from '../services/retention/keep-samples.ts';
import { packClosedHours } from '../services/retention/pack-closed-hours.ts';
import type { WorkerContext } from './worker-context.ts';

export const PACK_EVERY_SECONDS = 60;

/** Packs the samples of closed hours, unless another worker is at it, and schedules its next run. */
export async function packTask(
  { ctx, log, stopping }: WorkerContext,
  url: string,
  keep: KeepSamples,
): Promise<void> {
  try {
    const store = await PackStore.open(url);
    if (store) {
      try {
        const { parts, days } = await packClosedHours({ ctx, store, input: { keep }, stopping });
        if (parts > 0 || days > 0) log.info({ partitions: parts, days }, 'packed samples');
      } finally {
        await store.close();
      }
    }
  } catch (error) {
    log.error({ error: String(error) }, 'packing samples failed');
  }
  await enqueue(ctx.db, 'pack', null, { inSeconds: PACK_EVERY_SECONDS, mode: 'preserve_run_at' });
}
