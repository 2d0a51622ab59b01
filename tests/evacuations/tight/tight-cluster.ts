import type { Database } from '../../../lib/db/client.ts';
import { SteppedClock } from '../../../lib/demo/stepped-clock.ts';
import type { WorldClient } from '../../../lib/drivers/simulator/client.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import type { Snapshot } from '../../../lib/model/snapshot.ts';
import type { Context } from '../../../lib/services/context.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { evacuateHost, previewEvacuation } from '../../../lib/services/orders/evacuate-hosts.ts';
import { tryAgain } from '../../../lib/services/refusals/try-again.ts';
import { EVACUATED_HOST_ID } from '../../bench/instances/evacuation.ts';
import { personWith } from '../../integration/support/context.ts';
import { storeSimulatedCluster } from '../../integration/support/simulated-cluster.ts';
import { worldOf } from './instance-world.ts';

const BEGIN = new Date('2026-11-25T06:00:00Z');
export const OBSERVE_SECONDS = 15;

/** An instance of the benchmark as a stored and observed cluster, under a clock that is stepped. */
export class TightCluster {
  /** Of the clock, since the cluster was ready. */
  second = 0;

  constructor(
    readonly ctx: Context,
    readonly snapshot: Snapshot,
    readonly clusterId: string,
    readonly truth: WorldClient,
    readonly driver: HypervisorDriver,
    private readonly clock: SteppedClock,
    private readonly emptiedId: string,
  ) {}

  pass(seconds: number): void {
    this.clock.pass(seconds);
    this.second += seconds;
  }

  async observe(): Promise<void> {
    const { ctx, driver, clusterId } = this;
    await collectCluster({ ctx, driver, input: { clusterId, isAsked: true } });
  }

  async waitAndObserve(): Promise<void> {
    this.pass(OBSERVE_SECONDS);
    await this.observe();
  }

  /** Whether the host is in maintenance mode. */
  async isEmptied(): Promise<boolean> {
    const host = await this.ctx.db.host.findUniqueOrThrow({ where: { id: this.emptiedId } });
    return host.mode === 'maintenance';
  }

  /** A person has the refusals tried again, if there are any, and orders the evacuation. Null: nothing is left to move. */
  async order(): Promise<string | null> {
    const { ctx, clusterId } = this;
    const refusals = await ctx.db.refusal.findMany({ where: { clusterId }, select: { id: true } });
    const refusalIds = refusals.map(({ id }) => id);
    if (refusalIds.length > 0) await tryAgain({ ctx, input: { refusalIds } });
    return (await evacuateHost({ ctx, input: { hostId: this.emptiedId } })).runId;
  }

  /** VMs of the host that the preview neither moves nor gives a reason for. */
  async unexplained(): Promise<string[]> {
    const { ctx, emptiedId } = this;
    const { plan } = await previewEvacuation({ ctx, input: { hostIds: [emptiedId] } });
    const named = new Set([...plan.moves, ...plan.rejections].map(({ vmId }) => vmId));
    const vms = await ctx.db.vm.findMany({ where: { hostId: emptiedId, missingSince: null } });
    return vms.flatMap(({ id, name }) => (named.has(id) ? [] : [name]));
  }
}

export async function openTightCluster(db: Database, snapshot: Snapshot): Promise<TightCluster> {
  const clock = new SteppedClock(BEGIN);
  const ctx: Context = { db, clock, actor: personWith('operator') };
  const { cluster, openDriver, openTruth, hostId } = await storeSimulatedCluster(
    db,
    worldOf(snapshot),
    BEGIN,
  );
  const [truth, driver] = [openTruth(clock), openDriver(clock)];
  const tight = new TightCluster(ctx, snapshot, cluster.id, truth, driver, clock, hostId(EVACUATED_HOST_ID));
  for (let i = 0; i < 2; i++) await tight.waitAndObserve();
  tight.second = 0;
  return tight;
}
