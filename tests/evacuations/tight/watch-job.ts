import { Policy } from '../../../lib/model/policy.ts';
import { advanceRuns } from '../../../lib/services/runs/advance-run.ts';
import { EVACUATED_HOST_ID } from '../../bench/instances/evacuation.ts';
import { faultsIn, loadsIn, notOn } from './check-moment.ts';
import type { FaultPlayer } from './fault-player.ts';
import { plannedCpu, readMoves } from './planned-peaks.ts';
import { OBSERVE_SECONDS, type TightCluster } from './tight-cluster.ts';

const TICK_SECONDS = 2;
/** No job may take longer, with every fault and every retry in it. */
const MAX_SECONDS = 3 * 3600;

/**
 * Carries on a job tick by tick, with the faults, and adds what is wrong at any moment to `wrong`. Returns once the job has ended and
 * every fault is repaired; false: the job does not end.
 */
export async function watchJob(
  cluster: TightCluster,
  runId: string,
  faults: FaultPlayer,
  wrong: Set<string>,
): Promise<boolean> {
  const { ctx, driver, truth, snapshot, clusterId } = cluster;
  const allowed = await allowedCpu(cluster, runId);
  const end = cluster.second + MAX_SECONDS;
  let left: ReadonlySet<string> = new Set();
  let isOver = false;
  let observedAt = cluster.second;
  while (cluster.second < end) {
    cluster.pass(isOver ? OBSERVE_SECONDS : TICK_SECONDS);
    await faults.play(cluster.second);
    if (!isOver) {
      const { ended } = await advanceRuns({ ctx, driver, input: { clusterId } });
      isOver = ended.includes(runId);
    }
    if (cluster.second - observedAt >= OBSERVE_SECONDS || isOver) {
      await cluster.observe();
      observedAt = cluster.second;
    }
    const view = await truth.read();
    const bounds = { emptied: EVACUATED_HOST_ID, allowed, left };
    for (const fault of faultsIn(view, loadsIn(view, snapshot), bounds)) wrong.add(fault);
    left = notOn(view, EVACUATED_HOST_ID);
    if (isOver && (faults.isOver || (await cluster.isEmptied()))) return true;
  }
  return false;
}

/** For each host, by name: its CPU threshold, or what the plan reported if that is more. */
async function allowedCpu(
  { ctx, truth, snapshot }: TightCluster,
  runId: string,
): Promise<Map<string, number>> {
  const { cpu } = loadsIn(await truth.read(), snapshot);
  const planned = plannedCpu(snapshot, cpu, await readMoves(ctx.db, runId));
  const threshold = Policy.parse({}).cpuThresholdPercent / 100;
  return new Map([...planned].map(([host, share]) => [host, Math.max(share, threshold)]));
}
