import { keepsPlacedRules } from '../constraints/permissions.ts';
import { Mulberry32 } from '../search/random.ts';
import type { EmptyingTask } from './emptying-task.ts';

/** Placements without a safe order that are accepted in one round before it ends. */
const MAX_REFUSED = 50;

/** As shares of the mean memory of a VM: the cost of a displaced VM, and the first and last temperature. */
interface Round {
  readonly away: number;
  readonly hottest: number;
  readonly coldest: number;
  readonly steps: number;
}

/** The first rounds find a placement that fits; the others, with a higher cost, one with fewer displaced VMs. */
const finding: Round = { away: 0.04, hottest: 0.3, coldest: 0.002, steps: 1_200_000 };
const saving: Round = { away: 0.1, hottest: 0.1, coldest: 0.01, steps: 1_000_000 };
const rounds: readonly Round[] = [finding, finding, saving, saving];

/**
 * Simulated annealing over whole placements, for clusters so full that most VMs must move on. VMs move or are
 * exchanged at random. Hosts may exceed their limits temporarily, which adds to the cost in MiB, as does each
 * displaced VM. `accept` is called for every placement that fits and has fewer displaced VMs than the last accepted
 * one. Leaves the placement in any state.
 */
export function annealPlacement(
  task: EmptyingTask,
  units: { waiting: readonly number[]; movable: readonly number[] },
  fewerThan: number,
  accept: () => boolean,
): void {
  const begun = Int32Array.from(task.placement.hostOf);
  let least = fewerThan;
  for (const [seed, round] of rounds.entries()) {
    if (round === finding && least < Number.POSITIVE_INFINITY) continue;
    task.placement.restore(begun);
    least = new PlacementAnnealer(task, units, round, seed + 1).run(least, accept);
  }
}

class PlacementAnnealer {
  private readonly random: Mulberry32;
  private readonly pool: Int32Array;
  private readonly free: Float64Array;
  private readonly meanMiB: number;
  private over = 0; // MiB beyond the limits
  private away = 0; // VMs

  constructor(
    private readonly task: EmptyingTask,
    units: { waiting: readonly number[]; movable: readonly number[] },
    private readonly round: Round,
    seed: number,
  ) {
    this.random = new Mulberry32(seed);
    const { cluster, placement, targets } = task;
    this.pool = Int32Array.from([...units.waiting, ...units.movable]);
    this.free = Float64Array.from(cluster.memoryLimit, (limit, host) => limit - placement.heldMiB[host]);
    for (const host of targets) this.over += Math.max(0, -this.free[host]);
    const held = this.pool.reduce((sum, unit) => sum + placement.unitHeldMiB[unit], 0);
    this.meanMiB = held / Math.max(1, this.pool.length);
    for (const unit of units.waiting) this.putAnywhere(unit);
  }

  /** Starts with this minimum number of displaced VMs; returns the new one. */
  run(least: number, accept: () => boolean): number {
    const { hottest, coldest, steps } = this.round;
    const cooling = (coldest / hottest) ** (1 / steps);
    let found = least;
    let refused = 0;
    let temperature = hottest * this.meanMiB;
    for (let step = 0; step < steps; step++, temperature *= cooling) {
      if (!this.step(temperature) || this.over > 1e-6 || this.away >= found) continue;
      if (accept()) found = this.away;
      else if (++refused === MAX_REFUSED) break;
    }
    return found;
  }

  /** One move or exchange, kept if it improves the cost, or at random. */
  private step(temperature: number): boolean {
    const { placement, targets } = this.task;
    const unit = this.pool[Math.floor(this.random.next() * this.pool.length)];
    const partner =
      this.random.next() < 0.5 ? this.pool[Math.floor(this.random.next() * this.pool.length)] : null;
    const from = placement.hostOf[unit];
    const to =
      partner == null ? targets[Math.floor(this.random.next() * targets.length)] : placement.hostOf[partner];
    if (from === to) return false;
    const before = this.cost;
    const isMade = this.tryMove(unit, to) && (partner == null || this.tryMove(partner, from, unit, from));
    if (!isMade) return false;
    const rise = this.cost - before;
    if (rise <= 0 || this.random.next() < Math.exp(-rise / temperature)) return true;
    if (partner != null) this.put(partner, to);
    this.put(unit, from);
    return false;
  }

  private get cost(): number {
    return this.over + this.round.away * this.meanMiB * this.away;
  }

  /** Moves a unit if its rules allow it; otherwise moves `undo` back to its host. */
  private tryMove(unit: number, to: number, undo = -1, back = -1): boolean {
    const { placement, permissions } = this.task;
    if (permissions.rowFor(unit)[to] && keepsPlacedRules(placement, unit, to)) {
      this.put(unit, to);
      return true;
    }
    if (undo >= 0) this.put(undo, back);
    return false;
  }

  private putAnywhere(unit: number): void {
    const { permissions, targets } = this.task;
    const allowed = permissions.rowFor(unit);
    const emptiest = [...targets]
      .filter((host) => allowed[host])
      .sort((a, b) => this.free[b] - this.free[a] || a - b)
      .at(0);
    if (emptiest !== undefined) this.put(unit, emptiest);
  }

  private put(unit: number, to: number): void {
    const { placement, cluster, isEmptied } = this.task;
    const from = placement.hostOf[unit];
    const held = placement.unitHeldMiB[unit];
    const home = cluster.units[unit].home;
    if (!isEmptied[home])
      this.away += (to === home ? -1 : from === home ? 1 : 0) * cluster.units[unit].members.length;
    placement.move(unit, to);
    if (!isEmptied[from]) this.change(from, held);
    this.change(to, -held);
  }

  private change(host: number, byMiB: number): void {
    const before = this.free[host];
    this.free[host] = before + byMiB;
    this.over += Math.max(0, -(before + byMiB)) - Math.max(0, -before);
  }
}
