import { type Cluster, pairBandwidthMiBps } from '../cluster/cluster.ts';
import { loadsAtHome, type Placement } from '../cluster/placement.ts';
import type { Permissions } from '../constraints/permissions.ts';
import { mayRise, ROUNDING } from '../constraints/threshold.ts';
import type { Measure } from '../objective/measure.ts';
import { MoveCosts } from './move-costs.ts';
import { pairPotential } from './pair-potential.ts';
import type { SearchLimits, Step } from './step.ts';
import { StepRules } from './step-rules.ts';

const NO_GAIN = 1e-7; // less is rounding, or as good as nothing
const FORBIDDEN = Number.NEGATIVE_INFINITY;
const HEAT_OF_WORTH = 0.2; // a step between two hosts is worth the same among a hundred

/**
 * Evaluates and takes steps. Every step keeps the hard rules at its end; the order of the waves decides whether there
 * is a safe sequence. Evaluating one step needs no allocation and no loop over hosts.
 */
export class Search {
  private readonly cluster: Cluster;
  readonly costs: MoveCosts;
  private readonly rules: StepRules;
  private readonly hasWishes: boolean; // `should` rules matter if the measure falls only a little
  private readonly begun: { cpu: Float64Array; memory: Float64Array }; // loads of the hosts before any move
  private readonly after = { cpuA: 0, cpuB: 0, memoryA: 0, memoryB: 0 };
  /** For each host: how often a unit arrived or left. */
  readonly changes: Int32Array;
  spent = 0;
  displaced: number;
  /** Steps with less gain than this are not evaluated exactly; a walk that accepts losses lowers it. */
  floor = NO_GAIN;

  constructor(
    readonly placement: Placement,
    readonly measure: Measure,
    private readonly permissions: Permissions,
    readonly limits: SearchLimits,
    private readonly seconds: Float64Array, // a unit each: what its migration takes
  ) {
    this.cluster = placement.cluster;
    const { rules, hosts } = this.cluster;
    this.costs = new MoveCosts(placement, limits, seconds);
    this.displaced = this.costs.displaced();
    this.rules = new StepRules(placement);
    this.hasWishes = rules.some(({ isMust }) => !isMust);
    this.changes = new Int32Array(hosts.length);
    this.begun = loadsAtHome(placement);
  }

  get isSpent(): boolean {
    return this.spent >= this.limits.budget || this.limits.deadline?.isPast(this.spent) === true;
  }

  /** The factor for the temperature of a walk among this many hosts: roughly the effect of one step. */
  heatScale(hosts: number): number {
    return this.cluster.policy.minGain === null ? HEAT_OF_WORTH : 1 / hosts;
  }

  /** How many VMs more may move. */
  get movesLeft(): number {
    return this.limits.maxMoves - this.displaced;
  }

  /** The same search with other limits, on the same placement; spent steps stay spent. */
  withLimits(limits: SearchLimits): Search {
    const other = new Search(this.placement, this.measure, this.permissions, limits, this.seconds);
    other.spent = this.spent;
    return other;
  }

  apply(step: Step): void {
    const from = this.placement.hostOf[step.unit];
    this.shift(step.unit, step.to);
    if (step.partner >= 0) this.shift(step.partner, from);
  }

  /** Moves a unit without checks, and updates the measure and the number of moves. */
  shift(unit: number, to: number): void {
    const { placement } = this;
    const from = placement.hostOf[unit];
    if (from === to) return;
    this.displaced += this.costs.extraMoves(unit, to);
    placement.move(unit, to);
    this.changes[from] += 1;
    this.changes[to] += 1;
    this.measure.update(
      from,
      placement.cpuLoad(from),
      placement.memoryLoad(from),
      to,
      placement.cpuLoad(to),
      placement.memoryLoad(to),
    );
  }

  /** The maximum gain of two hosts, whatever they exchanged. */
  potential(a: number, b: number): number {
    if (this.hasWishes) return Number.POSITIVE_INFINITY;
    return pairPotential(this.placement, this.measure, this.limits.gap, a, b);
  }

  /** Every host for a unit that would make the measure smaller, with the gain. */
  eachRelocation(unit: number, hosts: Int32Array, visit: (to: number, gain: number) => void): void {
    if (!this.limits.isMovable[unit]) return;
    for (const to of hosts) {
      const gain = this.relocationGain(unit, to);
      if (gain > NO_GAIN && this.rules.allow(unit, to)) visit(to, gain);
    }
  }

  /**
   * The best of these hosts for a unit, by gain; null if none brings enough, or none within `movesLeft` more moves.
   */
  bestRelocation(unit: number, hosts: Int32Array, movesLeft: number): Step | null {
    if (!this.limits.isMovable[unit] || movesLeft < this.costs.minExtra(unit)) return null;
    let best = -1;
    let most = NO_GAIN;
    for (let i = 0; i < hosts.length; i++) {
      const to = hosts[i];
      const gain = this.relocationGain(unit, to);
      if (gain <= most || !this.rules.allow(unit, to)) continue;
      best = to;
      most = gain;
    }
    return best < 0
      ? null
      : { unit, to: best, partner: -1, gain: most, moves: this.costs.extraMoves(unit, best) };
  }

  /** The best exchange of a unit of host `a` with one of host `b`; null if none brings enough. */
  bestSwap(a: number, b: number, movesLeft: number): Step | null {
    if (!this.limits.mayReceive[a] || !this.limits.mayReceive[b]) return null;
    const onB = this.swappable(b, a);
    if (onB.length === 0) return null;
    let best = -1;
    let bestPartner = -1;
    let most = NO_GAIN;
    const extraOfPartner = onB.map((partner) => this.costs.extraMoves(partner, a));
    for (const unit of this.swappable(a, b)) {
      const left = movesLeft - this.costs.extraMoves(unit, b);
      for (let i = 0; i < onB.length; i++) {
        if (extraOfPartner[i] > left) continue;
        const partner = onB[i];
        const gain = this.swapGain(unit, a, partner, b);
        if (gain <= most || !this.rules.allowSwap(unit, partner)) continue;
        best = unit;
        bestPartner = partner;
        most = gain;
      }
    }
    if (best < 0) return null;
    const moves = this.costs.extraMoves(best, b) + this.costs.extraMoves(bestPartner, a);
    return { unit: best, to: b, partner: bestPartner, gain: most, moves };
  }

  /** The gain of one move, below zero for a loss; -Infinity if a rule, a limit or a threshold forbids it. */
  gainOfRelocating(unit: number, to: number): number {
    if (this.costs.extraMoves(unit, to) > this.movesLeft) return FORBIDDEN;
    const gain = this.relocationGain(unit, to);
    return gain > this.floor && !this.rules.allow(unit, to) ? FORBIDDEN : gain;
  }

  /** The gain of exchanging the hosts of two units, like gainOfRelocating. */
  gainOfSwapping(unit: number, partner: number): number {
    const { hostOf } = this.placement;
    const a = hostOf[unit];
    const b = hostOf[partner];
    if (a === b || this.costs.extraMoves(unit, b) + this.costs.extraMoves(partner, a) > this.movesLeft)
      return FORBIDDEN;
    if (!this.mayBe(unit, b) || !this.mayBe(partner, a)) return FORBIDDEN;
    const gain = this.swapGain(unit, a, partner, b);
    return gain > this.floor && !this.rules.allowSwap(unit, partner) ? FORBIDDEN : gain;
  }

  /** What the plan would gain (usually lose) if a displaced unit returned home; -Infinity if it may not. */
  gainOfReturning(unit: number): number {
    const { floor } = this;
    this.floor = FORBIDDEN; // a loss here is part of an exchange: its thresholds count too
    const gain = this.gainOfRelocating(unit, this.costs.homeOf(unit));
    this.floor = floor;
    return gain;
  }

  /** Whether the unit's migration from its first host would converge. */
  convergesTo(unit: number, to: number): boolean {
    const { minBandwidth } = this.limits;
    if (minBandwidth === null) return true;
    return minBandwidth[unit] <= pairBandwidthMiBps(this.cluster, this.costs.homeOf(unit), to);
  }

  /**
   * The decrease of the measure, less all costs, if the unit moved there; -Infinity if it may not, rules between VMs
   * aside.
   */
  private relocationGain(unit: number, to: number): number {
    const { placement } = this;
    const from = placement.hostOf[unit];
    if (to === from || !this.mayBe(unit, to)) return FORBIDDEN;
    this.spent++;
    const held = placement.unitHeldMiB[unit];
    if (held > 0 && held > this.free(to)) return FORBIDDEN;
    const cpu = placement.unitCpuMhz[unit];
    const memory = placement.unitMemoryMiB[unit];
    placement.even?.foresee(from, unit, to, -1);
    const gross = this.gainOf(from, to, -cpu, -memory);
    const gain = gross - this.rules.cost(unit, to, gross) - this.costs.ofMove(unit, to);
    return gain <= this.floor || this.isBackAsBegun(unit, to) || this.staysBelow(from, to) ? gain : FORBIDDEN;
  }

  /** The decrease of the measure, less all costs, if the two exchanged hosts; -Infinity if they do not fit. */
  private swapGain(unit: number, a: number, partner: number, b: number): number {
    const { placement } = this;
    this.spent++;
    if (!this.haveMemoryToSwap(placement.unitHeldMiB[unit], a, placement.unitHeldMiB[partner], b)) {
      return FORBIDDEN;
    }
    const cpu = placement.unitCpuMhz[partner] - placement.unitCpuMhz[unit];
    const memory = placement.unitMemoryMiB[partner] - placement.unitMemoryMiB[unit];
    placement.even?.foresee(a, unit, b, partner);
    const gross = this.gainOf(a, b, cpu, memory);
    const rules = this.rules.costOfSwap(unit, a, partner, b, gross);
    const gain = gross - rules - this.costs.ofMove(unit, b) - this.costs.ofMove(partner, a);
    return gain <= this.floor || this.staysBelow(a, b) ? gain : FORBIDDEN;
  }

  /** Whether both fit in the end, and, if required, one of them before the other has left. */
  private haveMemoryToSwap(held: number, a: number, partnerHeld: number, b: number): boolean {
    const [freeA, freeB] = [this.free(a), this.free(b)];
    if (partnerHeld > 0 && partnerHeld - held > freeA) return false;
    if (held > 0 && held - partnerHeld > freeB) return false;
    return !this.limits.swapsNeedFreeMemory || held <= freeB || partnerHeld <= freeA;
  }

  /** Units of `from` that may be on `to`, as a copied list, because trying a swap reorders a host's residents. */
  private swappable(from: number, to: number): number[] {
    return this.placement
      .residentsOf(from)
      .filter((unit) => this.limits.isMovable[unit] && this.mayBe(unit, to));
  }

  /** Whether the unit may be on the host, regardless of the other VMs. */
  private mayBe(unit: number, to: number): boolean {
    const { limits } = this;
    if (!this.permissions.rowFor(unit)[to]) return false;
    return this.costs.homeOf(unit) === to
      ? limits.mayReturn[to] === 1 && !limits.isNeeded[unit]
      : limits.mayReceive[to] === 1 && this.convergesTo(unit, to);
  }

  private free(host: number): number {
    return this.cluster.memoryLimit[host] - this.placement.heldMiB[host];
  }

  /**
   * The decrease of the measure if host `a` took on this much more, and host `b` this much less; stores their loads
   * for that.
   */
  private gainOf(a: number, b: number, cpu: number, memory: number): number {
    const { placement, cluster, after, measure } = this;
    after.cpuA = (placement.cpuMhz[a] + cpu) / cluster.cpuCapacity[a];
    after.cpuB = (placement.cpuMhz[b] - cpu) / cluster.cpuCapacity[b];
    after.memoryA = (placement.memoryMiB[a] + memory) / cluster.memoryCapacity[a];
    after.memoryB = (placement.memoryMiB[b] - memory) / cluster.memoryCapacity[b];
    return measure.value - measure.valueAfter(a, after.cpuA, after.memoryA, b, after.cpuB, after.memoryB);
  }

  /** A return home that makes the home no fuller than at the start: no move crosses a threshold. */
  private isBackAsBegun(unit: number, to: number): boolean {
    return (
      this.costs.homeOf(unit) === to &&
      this.after.cpuB <= this.begun.cpu[to] + ROUNDING &&
      this.after.memoryB <= this.begun.memory[to] + ROUNDING
    );
  }

  /** Whether the last stored loads exceed no ceiling. Only asked for worthwhile steps. */
  private staysBelow(a: number, b: number): boolean {
    if (!this.limits.keepsThresholds) return true;
    const { placement, cluster, after } = this;
    const { cpuCeiling, memoryCeiling } = cluster;
    return (
      mayRise(cpuCeiling[a], placement.cpuLoad(a), after.cpuA) &&
      mayRise(cpuCeiling[b], placement.cpuLoad(b), after.cpuB) &&
      mayRise(memoryCeiling[a], placement.memoryLoad(a), after.memoryA) &&
      mayRise(memoryCeiling[b], placement.memoryLoad(b), after.memoryB)
    );
  }
}
