import { type Cluster, pairBandwidthMiBps } from './cluster.ts';
import { mayRise, ROUNDING } from './constraints/threshold.ts';
import type { Measure } from './objective/measure.ts';
import { costs } from './objective/weights.ts';
import { keepsPlacedRules, type Permissions } from './permissions.ts';
import { loadsAtHome, type Placement } from './placement.ts';
import { brokenAfter } from './rule-cost.ts';
import type { SearchLimits, Step } from './step.ts';

const NO_GAIN = 1e-9;

/**
 * Tries steps on a placement and takes those that make the measure smaller. Every step keeps the hard rules at its end;
 * whether there is a safe way to get there is for the order of the waves to say.
 */
export class Search {
  private readonly cluster: Cluster;
  private readonly cost: Float64Array; // a unit each, of moving it
  private readonly begun: { cpu: Float64Array; memory: Float64Array }; // loads of the hosts before any move
  private readonly after = { cpuA: 0, cpuB: 0, memoryA: 0, memoryB: 0 };
  spent = 0;
  displaced = 0;
  /** Steps with less gain than this are not worth looking at closely; a walk that takes losses lowers it. */
  floor = NO_GAIN;

  constructor(
    readonly placement: Placement,
    readonly measure: Measure,
    private readonly permissions: Permissions,
    readonly limits: SearchLimits,
    private readonly seconds: Float64Array, // a unit each: what its migration takes
  ) {
    this.cluster = placement.cluster;
    this.cost = seconds.map((s) => s * costs.migrationSecond);
    this.begun = loadsAtHome(placement);
    this.cluster.units.forEach((unit, i) => {
      if (placement.isDisplaced(i)) this.displaced += unit.members.length;
    });
  }

  get isSpent(): boolean {
    return this.spent >= this.limits.budget;
  }

  /** The same search under other limits, on the same placement. */
  withLimits(limits: SearchLimits): Search {
    return new Search(this.placement, this.measure, this.permissions, limits, this.seconds);
  }

  /** Every place for a unit that would make the measure smaller, with the gain. */
  eachRelocation(unit: number, hosts: Int32Array, visit: (to: number, gain: number) => void): void {
    if (!this.limits.isMovable[unit]) return;
    const from = this.placement.hostOf[unit] as number;
    const allowed = this.permissions.rowFor(unit);
    const value = this.measure.value;
    for (const to of hosts) {
      if (to === from || !allowed[to] || !this.mayArrive(unit, to)) continue;
      const gain = this.relocationGain(unit, from, to, value);
      if (gain > NO_GAIN && keepsPlacedRules(this.placement, unit, to)) visit(to, gain);
    }
  }

  apply(step: Step): void {
    const from = this.placement.hostOf[step.unit] as number;
    this.shift(step.unit, step.to);
    if (step.partner >= 0) this.shift(step.partner, from);
  }

  /** Moves a unit without asking, and keeps the measure and the count of moves in step. */
  shift(unit: number, to: number): void {
    const from = this.placement.hostOf[unit] as number;
    this.displaced += this.extraMoves(unit, to);
    this.placement.move(unit, to);
    for (const host of [from, to]) {
      this.measure.update(host, this.placement.cpuLoad(host), this.placement.memoryLoad(host));
    }
  }

  /** The best place for a unit among these hosts, by gain per moved VM; null when none brings enough. */
  bestRelocation(unit: number, hosts: Int32Array, room: number): Step | null {
    if (!this.limits.isMovable[unit]) return null;
    const from = this.placement.hostOf[unit] as number;
    const allowed = this.permissions.rowFor(unit);
    const value = this.measure.value;
    let best: Step | null = null;
    for (let i = 0; i < hosts.length; i++) {
      const to = hosts[i] as number;
      if (to === from || !allowed[to] || !this.mayArrive(unit, to)) continue;
      const gain = this.relocationGain(unit, from, to, value);
      if (gain <= NO_GAIN || (best !== null && gain <= best.gain)) continue;
      const moves = this.extraMoves(unit, to);
      if (moves > room || !keepsPlacedRules(this.placement, unit, to)) continue;
      best = { unit, to, partner: -1, gain, moves };
    }
    return best;
  }

  /** The gain of one relocation, below zero for a loss; -Infinity where a rule, a limit or a threshold forbids it. */
  gainOfRelocating(unit: number, to: number): number {
    const from = this.placement.hostOf[unit] as number;
    if (to === from || !this.permissions.rowFor(unit)[to] || !this.mayArrive(unit, to))
      return Number.NEGATIVE_INFINITY;
    if (this.extraMoves(unit, to) > this.limits.maxMoves - this.displaced) return Number.NEGATIVE_INFINITY;
    const gain = this.relocationGain(unit, from, to, this.measure.value);
    return gain > this.floor && !keepsPlacedRules(this.placement, unit, to) ? Number.NEGATIVE_INFINITY : gain;
  }

  /** The gain of two units changing places, as gainOfRelocating. */
  gainOfSwapping(unit: number, partner: number): number {
    const [a, b] = [this.placement.hostOf[unit] as number, this.placement.hostOf[partner] as number];
    const isAllowed =
      a !== b &&
      this.permissions.rowFor(unit)[b] &&
      this.permissions.rowFor(partner)[a] &&
      this.mayArrive(unit, b) &&
      this.mayArrive(partner, a);
    if (!isAllowed) return Number.NEGATIVE_INFINITY;
    const moves = this.extraMoves(unit, b) + this.extraMoves(partner, a);
    if (moves > this.limits.maxMoves - this.displaced) return Number.NEGATIVE_INFINITY;
    const gain = this.swapGain(unit, a, partner, b, this.measure.value);
    return gain > this.floor && !this.swapKeepsRules(unit, partner) ? Number.NEGATIVE_INFINITY : gain;
  }

  /** What the plan would gain (mostly lose) if a displaced unit stayed at home; -Infinity where it no longer fits there. */
  gainOfReturning(unit: number): number {
    const home = this.cluster.units[unit]?.home ?? -1;
    const from = this.placement.hostOf[unit] as number;
    if (!this.mayReturn(unit, home) || !this.permissions.rowFor(unit)[home]) return Number.NEGATIVE_INFINITY;
    if (!keepsPlacedRules(this.placement, unit, home)) return Number.NEGATIVE_INFINITY;
    const { floor } = this;
    this.floor = Number.NEGATIVE_INFINITY; // a loss here is part of an exchange: its thresholds count too
    const gain = this.relocationGain(unit, from, home, this.measure.value);
    this.floor = floor;
    return gain;
  }

  /** The fall of the measure, less all costs, if the unit went there; -Infinity where it may not. */
  private relocationGain(unit: number, from: number, to: number, value: number): number {
    const { placement, cluster } = this;
    this.spent++;
    const held = placement.unitHeldMiB[unit] as number;
    if (held > 0 && (placement.heldMiB[to] as number) + held > (cluster.memoryLimit[to] as number)) {
      return Number.NEGATIVE_INFINITY;
    }
    const [cpu, memory] = [placement.unitCpuMhz[unit] as number, placement.unitMemoryMiB[unit] as number];
    const gross = this.gainOf(from, to, -cpu, -memory, value);
    const rules = cluster.units[unit]?.rules.length
      ? this.ruleCost(brokenAfter(placement, unit, to, 'should'), gross)
      : 0;
    const gain = gross - rules - this.moveCost(unit, to);
    return this.isBackAsBegun(unit, to) ? gain : this.unlessOverThreshold(from, to, gain);
  }

  /** The best exchange of a unit of host `a` with one of host `b`; null when none brings enough. */
  bestSwap(a: number, b: number, room: number): Step | null {
    if (!this.limits.mayReceive[a] || !this.limits.mayReceive[b]) return null;
    const value = this.measure.value;
    const onB = this.swappable(b, a);
    let best: Step | null = null;
    for (const unit of this.swappable(a, b)) {
      for (const partner of onB) {
        const gain = this.swapGain(unit, a, partner, b, value);
        if (gain <= NO_GAIN || (best !== null && gain <= best.gain)) continue;
        const moves = this.extraMoves(unit, b) + this.extraMoves(partner, a);
        if (moves > room || !this.swapKeepsRules(unit, partner)) continue;
        best = { unit, to: b, partner, gain, moves };
      }
    }
    return best;
  }

  /** The fall of the measure, less all costs, if the two changed places; -Infinity where they do not fit. */
  private swapGain(unit: number, a: number, partner: number, b: number, value: number): number {
    const { placement, cluster } = this;
    this.spent++;
    const more = (placement.unitHeldMiB[partner] as number) - (placement.unitHeldMiB[unit] as number);
    const freeA = (cluster.memoryLimit[a] as number) - (placement.heldMiB[a] as number);
    const freeB = (cluster.memoryLimit[b] as number) - (placement.heldMiB[b] as number);
    if ((more > 0 && more > freeA) || (more < 0 && -more > freeB)) return Number.NEGATIVE_INFINITY;
    const cpu = (placement.unitCpuMhz[partner] as number) - (placement.unitCpuMhz[unit] as number);
    const memory = (placement.unitMemoryMiB[partner] as number) - (placement.unitMemoryMiB[unit] as number);
    const gross = this.gainOf(a, b, cpu, memory, value);
    if (gross <= this.floor && this.limits.leastGain === 0) return gross;
    const rules = this.ruleCost(this.brokenBySwap(unit, a, partner, b), gross);
    return this.unlessOverThreshold(a, b, gross - rules - this.moveCost(unit, b) - this.moveCost(partner, a));
  }

  /** By how many VMs `should` rules are broken more once both have moved: the second finds the first gone. */
  private brokenBySwap(unit: number, a: number, partner: number, b: number): number {
    const { placement, cluster } = this;
    if (!cluster.units[unit]?.rules.length && !cluster.units[partner]?.rules.length) return 0;
    const broken = brokenAfter(placement, unit, b, 'should');
    placement.move(unit, b);
    const both = broken + brokenAfter(placement, partner, a, 'should');
    placement.move(unit, a);
    return both;
  }

  /** Units of `from` that may be on `to`, as a list of its own: trying a swap reorders a host's residents. */
  private swappable(from: number, to: number): number[] {
    return this.placement
      .residentsOf(from)
      .filter(
        (unit) =>
          this.limits.isMovable[unit] && this.permissions.rowFor(unit)[to] && this.mayArrive(unit, to),
      );
  }

  private swapKeepsRules(unit: number, partner: number): boolean {
    const { placement, cluster } = this;
    if (!cluster.units[unit]?.rules.length && !cluster.units[partner]?.rules.length) return true;
    const [a, b] = [placement.hostOf[unit] as number, placement.hostOf[partner] as number];
    placement.move(unit, b);
    const partnerMay = keepsPlacedRules(placement, partner, a);
    placement.move(unit, a);
    placement.move(partner, a);
    const unitMay = keepsPlacedRules(placement, unit, b);
    placement.move(partner, b);
    return partnerMay && unitMay;
  }

  private mayArrive(unit: number, to: number): boolean {
    const { limits, cluster } = this;
    if (cluster.units[unit]?.home === to) return this.mayReturn(unit, to);
    return limits.mayReceive[to] === 1 && this.convergesTo(unit, to);
  }

  private mayReturn(unit: number, home: number): boolean {
    return this.limits.mayReturn[home] === 1 && !this.limits.isNeeded[unit];
  }

  /** Whether the unit's migration from where it began would come to an end. */
  convergesTo(unit: number, to: number): boolean {
    const { limits, cluster } = this;
    if (limits.leastBandwidth === null) return true;
    const home = cluster.units[unit]?.home ?? to;
    return (limits.leastBandwidth[unit] as number) <= pairBandwidthMiBps(cluster, home, to);
  }

  /** The fall of the measure if host `a` took on this much more, and host `b` this much less; notes their loads then. */
  private gainOf(a: number, b: number, cpu: number, memory: number, value: number): number {
    const { placement, cluster, after } = this;
    after.cpuA = ((placement.cpuMhz[a] as number) + cpu) / (cluster.cpuCapacity[a] as number);
    after.cpuB = ((placement.cpuMhz[b] as number) - cpu) / (cluster.cpuCapacity[b] as number);
    after.memoryA = ((placement.memoryMiB[a] as number) + memory) / (cluster.memoryCapacity[a] as number);
    after.memoryB = ((placement.memoryMiB[b] as number) - memory) / (cluster.memoryCapacity[b] as number);
    return value - this.measure.valueAfter(a, after.cpuA, after.memoryA, b, after.cpuB, after.memoryB);
  }

  /** Home again, and the home no fuller than it began: nobody moves there, so no threshold is crossed by a move. */
  private isBackAsBegun(unit: number, to: number): boolean {
    return (
      this.cluster.units[unit]?.home === to &&
      this.after.cpuB <= (this.begun.cpu[to] as number) + ROUNDING &&
      this.after.memoryB <= (this.begun.memory[to] as number) + ROUNDING
    );
  }

  /** The gain, or -Infinity where the loads noted last would push a host over a threshold. Asked only of steps worth taking. */
  private unlessOverThreshold(a: number, b: number, gain: number): number {
    if (gain <= this.floor || !this.limits.keepsThresholds) return gain;
    const { placement, cluster, after } = this;
    const { cpuPercent, memoryPercent } = cluster.policy.thresholds;
    const [cpuA, cpuB] = [placement.cpuLoad(a), placement.cpuLoad(b)];
    const [memoryA, memoryB] = [placement.memoryLoad(a), placement.memoryLoad(b)];
    const isKept =
      mayRise(cluster, cpuA, after.cpuA, cpuPercent / 100, cpuB) &&
      mayRise(cluster, cpuB, after.cpuB, cpuPercent / 100, cpuA) &&
      mayRise(cluster, memoryA, after.memoryA, memoryPercent / 100, memoryB) &&
      mayRise(cluster, memoryB, after.memoryB, memoryPercent / 100, memoryA);
    return isKept ? gain : Number.NEGATIVE_INFINITY;
  }

  /** What the moved VMs must bring, and the time that it takes; a return home pays both back. */
  private moveCost(unit: number, to: number): number {
    const moves = this.extraMoves(unit, to);
    return moves * this.limits.leastGain + Math.sign(moves) * (this.cost[unit] as number);
  }

  /** What `should` rules ask. Keeping one better pays, but never for a worse figure. */
  private ruleCost(broken: number, gross: number): number {
    return broken < 0 && gross <= 0 ? 0 : costs.brokenShouldRule * broken;
  }

  private extraMoves(unit: number, to: number): number {
    const found = this.cluster.units[unit];
    if (found === undefined) return 0;
    const wasAway = this.placement.hostOf[unit] !== found.home;
    return ((to !== found.home ? 1 : 0) - (wasAway ? 1 : 0)) * found.members.length;
  }
}
