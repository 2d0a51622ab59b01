import { changeMove, changeMoveState } from '../../db/moves.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { heldMiB, memoryOverMiB } from '../../engine/cluster/memory.ts';
import { type ClusterClock, clockOf, connectionNow } from '../../model/cluster-clock.ts';
import { leavingDisks, takingDisks } from '../../model/local-disks.ts';
import type { Policy } from '../../model/policy.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { valueFor } from '../../model/value-for.ts';
import type { Context } from '../context.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import { type ClusterState, snapshotOf } from '../planning/snapshot-of.ts';
import { withAsked } from '../planning/with-asked.ts';
import type { UnfinishedMove } from '../planning/with-unfinished.ts';
import { withoutRules } from '../planning/without-rules.ts';
import { withLastingRefusals } from '../refusals/standing-refusals.ts';
import { adoptMove, mayBeInFlight } from './adopt-move.ts';
import { beginMove, companionsOf } from './begin-move.ts';
import { beginRestart } from './begin-restart.ts';
import { checkMove } from './check-move.ts';
import { postpone } from './end-try.ts';
import { goesElsewhere } from './goes-elsewhere.ts';
import { activeOf, queueOf, toBegin } from './line-up.ts';
import { offlineWaits } from './offline-waits.ts';
import type { MoveRow, RunRow } from './read-run-state.ts';
import type { Cause } from './retries.ts';
import { settleAll } from './settle-all.ts';
import type { Tick } from './tick.ts';
import { givenUp } from './tried-destinations.ts';
import { memoryOf } from './watch-memory.ts';

/** Moves that one pass checks with the engine, which evaluates the whole cluster each time. */
const MAX_CHECKS = 20;

/**
 * Starts what may start of all runs of a cluster (the oldest first). Waves are the order that was proved safe, not
 * barriers: a move starts as soon as every limit has a free slot, and memory is free with every unfinished move
 * before it counted on both its hosts. A move that cannot start yet does not block those behind it.
 */
export async function beginMoves({ ctx, driver, cluster, policy }: Tick, runs: RunRow[]): Promise<void> {
  const waiting = toBegin(runs);
  if (waiting.length === 0) return;
  const queue = queueOf(runs, { limits: policy, hosts: cluster.hosts }, ctx.clock.now());
  queue.startPass();
  const ahead: UnfinishedMove[] = activeOf(runs).filter((move) => !waiting.includes(move));
  const begun: Promise<void>[] = [];
  let pass: Pass | null = null;
  let checks = 0;
  for (const move of waiting) {
    let hasBegun = false;
    if (checks < MAX_CHECKS && queue.whyHeld(move) === null) {
      pass ??= new Pass(ctx, driver, runs, await readClusterState(ctx.db, cluster.id));
      checks++;
      const work = await pass.tryToBegin(move, [...ahead]);
      if (work) begun.push(work);
      hasBegun = work !== null;
    }
    if (hasBegun) queue.begin(move);
    else queue.pass(move);
    ahead.push(move); // started or not, it comes before those behind it
  }
  await settleAll(begun);
}

/** One pass through the queue, with the cluster as it was read for it. */
class Pass {
  private readonly policy: Policy;
  private readonly snapshot: Snapshot;
  /** Hosts that answered when they were last asked, which is too long ago: they may still answer. */
  private readonly unobserved: ReadonlySet<string>;

  constructor(
    private readonly ctx: Context,
    private readonly driver: HypervisorDriver,
    private readonly runs: RunRow[],
    private readonly state: ClusterState,
  ) {
    this.policy = clusterPolicy(state).values;
    // failures of the moment exclude moves from new plans, but not moves in flight, which have their own retries
    const now = ctx.clock.now();
    // each move is checked with its own options, which the target pauses of VMs are already part of
    const { targetPauseMs } = this.policy;
    this.snapshot = withAsked(snapshotOf(withLastingRefusals(state), now), { targetPauseMs });
    const clock = clockOf(state, now);
    this.unobserved = new Set(state.hosts.filter((host) => isUnobserved(host, clock)).map(({ id }) => id));
  }

  /** The start of the move, in progress; null: not now, or never, which is then stored. */
  async tryToBegin(move: MoveRow, unfinished: UnfinishedMove[]): Promise<Promise<void> | null> {
    const { ctx, driver, state } = this;
    const run = this.runs.find((each) => each.id === move.runId);
    if (!run) return null;
    if (mayBeInFlight(move)) {
      const found = await adoptMove(ctx, driver, move);
      // a waiting move is retried, and the retries are counted, although no host answers
      if (found === 'adopted' || (found === 'unreadable' && move.state === 'checking')) return null;
    }
    if (this.unobserved.has(move.fromHostId) || this.unobserved.has(move.toHostId))
      return this.waitFor('observation', move);
    const avoid = givenUp(move);
    if (!avoid.has(move.toHostId) && this.isCertainlyFull(move, unfinished))
      return this.waitFor('memory', move);
    const held = offlineWaits(run, move, state.vms);
    if (held !== null) return held === 'wait' ? this.waitFor('shut-down', move) : this.skip(move, held);
    const isTwice = state.vms.some((vm) => vm.id === move.vmId && vm.duplicateHostId !== null);
    if (isTwice) return this.skip(move, { code: 'two-copies', facts: { vm: move.vmName } });
    const check = {
      move,
      snapshot: withoutRules(this.snapshotFor(move), run.liftedRules),
      policy: this.policyFor(move),
      unfinished,
      companions: companionsOf(run, move),
      isEvacuation: goesElsewhere(run),
    };
    if (move.kind === 'restart') return beginRestart({ ctx, driver, state, run, move, check });
    const result = checkMove({ ...check, avoid });
    if (result.result === 'go') return beginMove({ ctx, driver, state, run, move, check }, result);
    return result.result === 'wait'
      ? this.waitFor('memory', move)
      : this.skip(move, lastRefusal(move, result));
  }

  /**
   * Cheaper than the engine, and as reliable: memory that is not free now, on a host that other moves are changing.
   */
  private isCertainlyFull(move: MoveRow, unfinished: UnfinishedMove[]): boolean {
    const vms = new Map(this.snapshot.vms.map((vm) => [vm.id, vm]));
    const vm = valueFor(vms, move.vmId);
    const host = this.snapshot.hosts.find((each) => each.id === move.toHostId);
    if (!vm || !host || heldMiB(vm) === 0) return false;
    const arriving = unfinished
      .filter((other) => other.toHostId === host.id)
      .flatMap((other) => valueFor(vms, other.vmId) ?? []);
    const isChanging =
      arriving.length > 0 || unfinished.some((other) => valueFor(vms, other.vmId)?.hostId === host.id);
    if (!isChanging) return false;
    const here = this.snapshot.vms.filter((each) => each.hostId === host.id);
    return memoryOverMiB(host, [...new Set([...here, ...arriving, vm])], this.policy) > 0;
  }

  /** What becomes of local disks is an option of the move. Nothing copies those of a dead host. */
  private snapshotFor({ vmId, kind, options }: MoveRow): Snapshot {
    const index = this.snapshot.vms.findIndex(({ id }) => id === vmId);
    const vm = this.snapshot.vms[index];
    if (vm === undefined) return this.snapshot;
    const isTaking = options.localDisks === 'take' && kind !== 'restart';
    const moved = isTaking ? takingDisks(vm) : leavingDisks(vm);
    return moved === vm ? this.snapshot : { ...this.snapshot, vms: this.snapshot.vms.with(index, moved) };
  }

  private policyFor(move: MoveRow): Policy {
    return { ...this.policy, ...move.options };
  }

  private async waitFor(what: 'memory' | 'observation' | 'shut-down', move: MoveRow): Promise<null> {
    const memory = memoryOf(move);
    if (move.state === 'checking') await changeMoveState(this.ctx.db, move, 'pending');
    else if (memory.waitsFor !== what)
      await changeMove(this.ctx.db, move, { watch: { ...memory, waitsFor: what } });
    return null;
  }

  private async skip(move: MoveRow, why: Cause): Promise<null> {
    await postpone(this.ctx, this.state, move, why);
    return null;
  }
}

const isUnobserved = (host: ClusterState['hosts'][number], clock: ClusterClock): boolean =>
  host.connection === 'up' && connectionNow(host, clock) !== 'up';

/** No destination is left: the reason of the last one is more informative. */
function lastRefusal(move: MoveRow, { code, facts }: Cause): Cause {
  const last = move.tried.at(-1);
  const isLeft = code !== 'no-host-left' && code !== 'refused-before';
  return last === undefined || isLeft ? { code, facts } : last;
}
