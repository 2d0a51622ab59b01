import { type Cluster, pairBandwidthMiBps } from '../cluster/cluster.ts';
import { loadsAtHome, type Placement } from '../cluster/placement.ts';
import { keepsPlacedRules, type Permissions } from '../constraints/permissions.ts';
import { brokenAfter } from '../constraints/rule-cost.ts';
import { mayRise, ROUNDING } from '../constraints/threshold.ts';
import type { Measure } from '../objective/measure.ts';
import { costs, gainScale, weighingOf } from '../objective/weights.ts';
import type { SearchLimits, Step } from './step.ts';

const NO_GAIN = 1e-7; // less is rounding, or as good as nothing
const FORBIDDEN = Number.NEGATIVE_INFINITY;
const HEAT_OF_WORTH = 0.2; // a step between two hosts is worth as much among a hundred

/** What two loads cannot bring of what they could, where a move must bring as much as its share of a load times the gap. */
function lostToGap(x: number, y: number, gap: number): number {
  const apart = Math.abs(x - y);
  return (apart ** 2 - Math.max(0, apart - gap) ** 2) / 4;
}

/**
 * Says what a step would bring, and takes it. Every step keeps the hard rules at its end; whether there is a safe way to get
 * there is for the order of the waves to say. A look at one step takes no allocation and no loop over hosts.
 */
export class Search {
  private readonly cluster: Cluster;
  private readonly home: Int32Array; // a unit each
  private readonly size: Int32Array; // a unit each: its VMs
  private readonly isRuled: Uint8Array; // a unit each: rules ask where others are
  private readonly hasWishes: boolean; // `should` rules pay where the measure falls but little
  private readonly cost: Float64Array; // a unit each, of moving it
  private readonly load: Float64Array; // a unit each: its share of its home's CPU and of its memory, together
  private readonly begun: { cpu: Float64Array; memory: Float64Array }; // loads of the hosts before any move
  private readonly after = { cpuA: 0, cpuB: 0, memoryA: 0, memoryB: 0 };
  /** A host each: how often something came or went. */
  readonly changes: Int32Array;
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
    const { units, policy } = this.cluster;
    this.home = Int32Array.from(units, (unit) => unit.home);
    this.size = Int32Array.from(units, (unit) => unit.members.length);
    this.isRuled = Uint8Array.from(units, (unit) => (unit.rules.length > 0 ? 1 : 0));
    this.hasWishes = this.cluster.rules.some(({ isMust }) => !isMust);
    const scale = gainScale(
      weighingOf(policy),
      this.cluster.isOnline.reduce((sum, online) => sum + online, 0),
    );
    this.cost = seconds.map((s) => s * costs.migrationSecond * scale);
    this.changes = new Int32Array(this.cluster.hosts.length);
    const { cpuCapacity, memoryCapacity } = this.cluster;
    this.load = this.cost.map(
      (_, unit) =>
        placement.even?.shareOf(unit, this.home[unit] as number) ??
        (placement.unitCpuMhz[unit] as number) / (cpuCapacity[this.home[unit] as number] as number) +
          (placement.unitMemoryMiB[unit] as number) / (memoryCapacity[this.home[unit] as number] as number),
    );
    this.begun = loadsAtHome(placement);
    for (let unit = 0; unit < units.length; unit++) {
      if (placement.hostOf[unit] !== this.home[unit]) this.displaced += this.size[unit] as number;
    }
  }

  get isSpent(): boolean {
    return this.spent >= this.limits.budget || this.limits.deadline?.isPast(this.spent) === true;
  }

  /** By what the heat of a walk among so many hosts is multiplied: what one step changes, roughly. */
  heatScale(hosts: number): number {
    return this.cluster.policy.minGain === null ? HEAT_OF_WORTH : 1 / hosts;
  }

  homeOf(unit: number): number {
    return this.home[unit] as number;
  }

  /** How many VMs more may move. */
  get room(): number {
    return this.limits.maxMoves - this.displaced;
  }

  /** The same search under other limits, on the same placement; what was spent stays spent. */
  withLimits(limits: SearchLimits): Search {
    const other = new Search(this.placement, this.measure, this.permissions, limits, this.seconds);
    other.spent = this.spent;
    return other;
  }

  apply(step: Step): void {
    const from = this.placement.hostOf[step.unit] as number;
    this.shift(step.unit, step.to);
    if (step.partner >= 0) this.shift(step.partner, from);
  }

  /** Moves a unit without asking, and keeps the measure and the count of moves in step. */
  shift(unit: number, to: number): void {
    const { placement } = this;
    const from = placement.hostOf[unit] as number;
    if (from === to) return;
    this.displaced += this.extraMoves(unit, to);
    placement.move(unit, to);
    this.changes[from] = (this.changes[from] as number) + 1;
    this.changes[to] = (this.changes[to] as number) + 1;
    this.measure.update(
      from,
      placement.cpuLoad(from),
      placement.memoryLoad(from),
      to,
      placement.cpuLoad(to),
      placement.memoryLoad(to),
    );
  }

  /** What two hosts could bring at most, whatever they exchanged: every measure is least where they are alike. */
  potential(a: number, b: number): number {
    if (this.hasWishes) return Number.POSITIVE_INFINITY;
    const { placement, cluster, measure } = this;
    const { cpuMhz, memoryMiB } = placement;
    const { cpuCapacity, memoryCapacity } = cluster;
    const cpu =
      ((cpuMhz[a] as number) + (cpuMhz[b] as number)) /
      ((cpuCapacity[a] as number) + (cpuCapacity[b] as number));
    const memory =
      ((memoryMiB[a] as number) + (memoryMiB[b] as number)) /
      ((memoryCapacity[a] as number) + (memoryCapacity[b] as number));
    placement.even?.foreseeAlike(a, b);
    const all = measure.value - measure.valueAfter(a, cpu, memory, b, cpu, memory);
    const { gap } = this.limits;
    if (gap === 0) return all;
    const loads = placement.even ?? placement;
    return (
      all -
      lostToGap(loads.cpuLoad(a), loads.cpuLoad(b), gap) -
      lostToGap(loads.memoryLoad(a), loads.memoryLoad(b), gap)
    );
  }

  /** Every place for a unit that would make the measure smaller, with the gain. */
  eachRelocation(unit: number, hosts: Int32Array, visit: (to: number, gain: number) => void): void {
    if (!this.limits.isMovable[unit]) return;
    for (const to of hosts) {
      const gain = this.relocationGain(unit, to);
      if (gain > NO_GAIN && this.keepsRules(unit, to)) visit(to, gain);
    }
  }

  /** The best place for a unit among these hosts, by gain; null when none brings enough, or none within `room` more moves. */
  bestRelocation(unit: number, hosts: Int32Array, room: number): Step | null {
    const isAway = this.placement.hostOf[unit] !== this.home[unit];
    if (!this.limits.isMovable[unit] || (!isAway && room < (this.size[unit] as number))) return null;
    let best = -1;
    let most = NO_GAIN;
    for (let i = 0; i < hosts.length; i++) {
      const to = hosts[i] as number;
      const gain = this.relocationGain(unit, to);
      if (gain <= most || !this.keepsRules(unit, to)) continue;
      best = to;
      most = gain;
    }
    return best < 0 ? null : { unit, to: best, partner: -1, gain: most, moves: this.extraMoves(unit, best) };
  }

  /** The best exchange of a unit of host `a` with one of host `b`; null when none brings enough. */
  bestSwap(a: number, b: number, room: number): Step | null {
    if (!this.limits.mayReceive[a] || !this.limits.mayReceive[b]) return null;
    const onB = this.swappable(b, a);
    if (onB.length === 0) return null;
    let best = -1;
    let bestPartner = -1;
    let most = NO_GAIN;
    const extraOfPartner = onB.map((partner) => this.extraMoves(partner, a));
    for (const unit of this.swappable(a, b)) {
      const left = room - this.extraMoves(unit, b);
      for (let i = 0; i < onB.length; i++) {
        if ((extraOfPartner[i] as number) > left) continue;
        const partner = onB[i] as number;
        const gain = this.swapGain(unit, a, partner, b);
        if (gain <= most || !this.swapKeepsRules(unit, partner)) continue;
        best = unit;
        bestPartner = partner;
        most = gain;
      }
    }
    if (best < 0) return null;
    const moves = this.extraMoves(best, b) + this.extraMoves(bestPartner, a);
    return { unit: best, to: b, partner: bestPartner, gain: most, moves };
  }

  /** The gain of one relocation, below zero for a loss; -Infinity where a rule, a limit or a threshold forbids it. */
  gainOfRelocating(unit: number, to: number): number {
    if (this.extraMoves(unit, to) > this.room) return FORBIDDEN;
    const gain = this.relocationGain(unit, to);
    return gain > this.floor && !this.keepsRules(unit, to) ? FORBIDDEN : gain;
  }

  /** The gain of two units changing places, as gainOfRelocating. */
  gainOfSwapping(unit: number, partner: number): number {
    const { hostOf } = this.placement;
    const a = hostOf[unit] as number;
    const b = hostOf[partner] as number;
    if (a === b || this.extraMoves(unit, b) + this.extraMoves(partner, a) > this.room) return FORBIDDEN;
    if (!this.mayBe(unit, b) || !this.mayBe(partner, a)) return FORBIDDEN;
    const gain = this.swapGain(unit, a, partner, b);
    return gain > this.floor && !this.swapKeepsRules(unit, partner) ? FORBIDDEN : gain;
  }

  /** What the plan would gain (mostly lose) if a displaced unit stayed at home; -Infinity where it may not. */
  gainOfReturning(unit: number): number {
    const { floor } = this;
    this.floor = FORBIDDEN; // a loss here is part of an exchange: its thresholds count too
    const gain = this.gainOfRelocating(unit, this.home[unit] as number);
    this.floor = floor;
    return gain;
  }

  /** Whether the unit's migration from where it began would come to an end. */
  convergesTo(unit: number, to: number): boolean {
    const { leastBandwidth } = this.limits;
    if (leastBandwidth === null) return true;
    return (
      (leastBandwidth[unit] as number) <= pairBandwidthMiBps(this.cluster, this.home[unit] as number, to)
    );
  }

  /** The fall of the measure, less all costs, if the unit went there; -Infinity where it may not, rules between VMs apart. */
  private relocationGain(unit: number, to: number): number {
    const { placement } = this;
    const from = placement.hostOf[unit] as number;
    if (to === from || !this.mayBe(unit, to)) return FORBIDDEN;
    this.spent++;
    const held = placement.unitHeldMiB[unit] as number;
    if (held > 0 && held > this.free(to)) return FORBIDDEN;
    const cpu = placement.unitCpuMhz[unit] as number;
    const memory = placement.unitMemoryMiB[unit] as number;
    placement.even?.foresee(from, unit, to, -1);
    const gross = this.gainOf(from, to, -cpu, -memory);
    const rules = this.isRuled[unit] ? this.ruleCost(brokenAfter(placement, unit, to, 'should'), gross) : 0;
    const gain = gross - rules - this.moveCost(unit, to);
    return gain <= this.floor || this.isBackAsBegun(unit, to) || this.staysBelow(from, to) ? gain : FORBIDDEN;
  }

  /** The fall of the measure, less all costs, if the two changed places; -Infinity where they do not fit. */
  private swapGain(unit: number, a: number, partner: number, b: number): number {
    const { placement } = this;
    this.spent++;
    if (
      !this.haveRoomToSwap(
        placement.unitHeldMiB[unit] as number,
        a,
        placement.unitHeldMiB[partner] as number,
        b,
      )
    ) {
      return FORBIDDEN;
    }
    const cpu = (placement.unitCpuMhz[partner] as number) - (placement.unitCpuMhz[unit] as number);
    const memory = (placement.unitMemoryMiB[partner] as number) - (placement.unitMemoryMiB[unit] as number);
    placement.even?.foresee(a, unit, b, partner);
    const gross = this.gainOf(a, b, cpu, memory);
    const rules = this.ruleCost(this.brokenBySwap(unit, a, partner, b), gross);
    const gain = gross - rules - this.moveCost(unit, b) - this.moveCost(partner, a);
    return gain <= this.floor || this.staysBelow(a, b) ? gain : FORBIDDEN;
  }

  /** Whether both fit in the end, and, where it must be so, one of them before the other has left. */
  private haveRoomToSwap(held: number, a: number, partnerHeld: number, b: number): boolean {
    const [freeA, freeB] = [this.free(a), this.free(b)];
    if (partnerHeld > 0 && partnerHeld - held > freeA) return false;
    if (held > 0 && held - partnerHeld > freeB) return false;
    return !this.limits.swapsNeedRoom || held <= freeB || partnerHeld <= freeA;
  }

  /** By how many VMs `should` rules are broken more once both have moved: the second finds the first gone. */
  private brokenBySwap(unit: number, a: number, partner: number, b: number): number {
    const { placement } = this;
    if (!this.isRuled[unit] && !this.isRuled[partner]) return 0;
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
      .filter((unit) => this.limits.isMovable[unit] && this.mayBe(unit, to));
  }

  private keepsRules(unit: number, to: number): boolean {
    return !this.isRuled[unit] || keepsPlacedRules(this.placement, unit, to);
  }

  private swapKeepsRules(unit: number, partner: number): boolean {
    if (!this.isRuled[unit] && !this.isRuled[partner]) return true;
    const { placement } = this;
    const [a, b] = [placement.hostOf[unit] as number, placement.hostOf[partner] as number];
    placement.move(unit, b);
    const partnerMay = keepsPlacedRules(placement, partner, a);
    placement.move(unit, a);
    placement.move(partner, a);
    const unitMay = keepsPlacedRules(placement, unit, b);
    placement.move(partner, b);
    return partnerMay && unitMay;
  }

  /** Whether the unit may be on the host, wherever the others are. */
  private mayBe(unit: number, to: number): boolean {
    const { limits } = this;
    if (!this.permissions.rowFor(unit)[to]) return false;
    return this.home[unit] === to
      ? limits.mayReturn[to] === 1 && !limits.isNeeded[unit]
      : limits.mayReceive[to] === 1 && this.convergesTo(unit, to);
  }

  private free(host: number): number {
    return (this.cluster.memoryLimit[host] as number) - (this.placement.heldMiB[host] as number);
  }

  /** The fall of the measure if host `a` took on this much more, and host `b` this much less; notes their loads then. */
  private gainOf(a: number, b: number, cpu: number, memory: number): number {
    const { placement, cluster, after, measure } = this;
    after.cpuA = ((placement.cpuMhz[a] as number) + cpu) / (cluster.cpuCapacity[a] as number);
    after.cpuB = ((placement.cpuMhz[b] as number) - cpu) / (cluster.cpuCapacity[b] as number);
    after.memoryA = ((placement.memoryMiB[a] as number) + memory) / (cluster.memoryCapacity[a] as number);
    after.memoryB = ((placement.memoryMiB[b] as number) - memory) / (cluster.memoryCapacity[b] as number);
    return measure.value - measure.valueAfter(a, after.cpuA, after.memoryA, b, after.cpuB, after.memoryB);
  }

  /** Home again, and the home no fuller than it began: nobody moves there, so no threshold is crossed by a move. */
  private isBackAsBegun(unit: number, to: number): boolean {
    return (
      this.home[unit] === to &&
      this.after.cpuB <= (this.begun.cpu[to] as number) + ROUNDING &&
      this.after.memoryB <= (this.begun.memory[to] as number) + ROUNDING
    );
  }

  /** Whether the loads noted last push no host over its ceilings. Asked only of steps worth taking. */
  private staysBelow(a: number, b: number): boolean {
    if (!this.limits.keepsThresholds) return true;
    const { placement, cluster, after } = this;
    const { cpuCeiling, memoryCeiling } = cluster;
    return (
      mayRise(cpuCeiling[a] as number, placement.cpuLoad(a), after.cpuA) &&
      mayRise(cpuCeiling[b] as number, placement.cpuLoad(b), after.cpuB) &&
      mayRise(memoryCeiling[a] as number, placement.memoryLoad(a), after.memoryA) &&
      mayRise(memoryCeiling[b] as number, placement.memoryLoad(b), after.memoryB)
    );
  }

  /** What the moved VMs must bring, and the time that it takes; a return home pays both back. */
  private moveCost(unit: number, to: number): number {
    const moves = this.extraMoves(unit, to);
    if (moves === 0) return 0;
    return moves > 0 ? this.costOf(unit) : -this.costOf(unit);
  }

  /** What moving the unit must bring, the time that it takes left out. */
  leastGainOf(unit: number): number {
    const { leastGain, gap } = this.limits;
    return (this.size[unit] as number) * leastGain + gap * (this.load[unit] as number);
  }

  /** What moving the unit must bring at least, in the measure's unit. */
  costOf(unit: number): number {
    return this.leastGainOf(unit) + (this.cost[unit] as number);
  }

  /** What `should` rules ask. Keeping one better pays, but never for a worse figure. */
  private ruleCost(broken: number, gross: number): number {
    if (broken === 0) return 0;
    return broken < 0 && gross <= 0 ? 0 : costs.brokenShouldRule * broken;
  }

  /** How many VMs more than now would be away from home. */
  extraMoves(unit: number, to: number): number {
    const home = this.home[unit];
    const isAway = this.placement.hostOf[unit] !== home;
    if (to !== home) return isAway ? 0 : (this.size[unit] as number);
    return isAway ? -(this.size[unit] as number) : 0;
  }
}
