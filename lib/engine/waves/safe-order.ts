import type { Cluster } from '../cluster/cluster.ts';
import { firstFixedRefusal, fixedRules } from '../constraints/tables.ts';
import type { Group, Step } from './fill-waves.ts';
import { startTogether, type Transfer } from './may-start.ts';
import { Transit } from './transit.ts';

export interface OrderOptions {
  readonly keepsThresholds: boolean;
  /** Whether a VM may wait on this host, which is neither its source nor its destination. */
  readonly mayPark: (vm: number, host: number) => boolean;
  /** Whether a VM that the plan does not move may be moved temporarily. */
  readonly mayStepAside: (vm: number) => boolean;
  /** Whether a VM may wait on one third host after another. A balancing plan moves no VM more than twice. */
  readonly mayParkAgain: boolean;
}

/** Hosts that a VM is parked on: those with most free memory. */
const PARKING_HOSTS = 6;

/** Moves to third hosts, to make a sequence possible. */
const MAX_PARKED_MOVES = 3;

/**
 * A sequence of single transfers that is safe at every moment, by depth-first search. A move that cannot block any
 * other is made at once, the others are tried in turn, and no state is visited twice. If there is no such sequence,
 * VMs are parked on third hosts, as few as possible. Null if there is none within the budget of states.
 */
export function findSafeOrder(
  cluster: Cluster,
  groups: readonly Group[],
  options: OrderOptions,
  budget: number,
): Step[] | null {
  const search = new OrderSearch(cluster, groups, options, budget);
  for (let parked = 0; parked <= MAX_PARKED_MOVES; parked++) {
    const steps = search.run(parked);
    if (steps !== null) return steps;
  }
  return null;
}

class OrderSearch {
  private readonly transit: Transit;
  private readonly movers: readonly number[]; // VMs
  private readonly waiting: Group[];
  private readonly steps: Step[] = [];
  private readonly incomingMiB: Float64Array; // a host each: of those that wait
  private readonly away = new Map<number, number>(); // VMs on third hosts
  private readonly seen = new Set<string>();
  private spent = 0;

  constructor(
    private readonly cluster: Cluster,
    groups: readonly Group[],
    private readonly options: OrderOptions,
    private readonly budget: number,
  ) {
    this.transit = new Transit(cluster);
    this.movers = groups.flatMap((group) => group.map(({ vm }) => vm));
    this.waiting = [...groups];
    this.incomingMiB = new Float64Array(cluster.hosts.length);
    for (const { vm, to } of groups.flat()) this.expect(vm, to, 1);
  }

  run(parked: number): Step[] | null {
    this.seen.clear();
    return this.go(parked) ? this.steps : null;
  }

  private go(parked: number): boolean {
    if (this.waiting.length === 0) return true;
    if (this.spent++ > this.budget || !this.isNew(parked)) return false;
    const ready = this.waiting.filter((group) => this.mayGo(group));
    // If VMs have to wait on third hosts, a VM that moves too early may take the memory that one could wait in.
    const harmless = parked > 0 ? undefined : ready.find((group) => this.isHarmless(group));
    for (const group of harmless ? [harmless] : this.mostWantedFirst(ready)) {
      if (this.tryGroup(group, parked)) return true;
    }
    return parked > 0 && this.park(parked);
  }

  /** The hosts of the VMs that move determine which of them still wait. */
  private isNew(parked: number): boolean {
    let key = `${parked}`;
    for (const vm of this.movers) key += ` ${this.transit.hostOf(vm)}`;
    for (const [vm, host] of this.away) key += ` ${vm}:${host}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  private mayGo(group: Group): boolean {
    if (!startTogether(this.transit, group, this.options.keepsThresholds)) return false;
    for (const { vm } of [...group].reverse()) this.transit.takeBack(vm);
    return true;
  }

  /**
   * Everything that still comes to its host fits beside it, even if nothing leaves: moving now cannot block any other
   * move.
   */
  private isHarmless(group: Group): boolean {
    if (this.options.keepsThresholds) return false;
    return group.every(
      ({ vm, to }) =>
        this.cluster.units[this.cluster.unitOf[vm]].rules.length === 0 &&
        this.transit.fits(to, this.incomingMiB[to]),
    );
  }

  /** Moves that leave a host which others wait for come first. */
  private mostWantedFirst(ready: readonly Group[]): Group[] {
    const wanted = (group: Group) =>
      group.reduce((sum, { vm }) => sum + this.incomingMiB[this.transit.hostOf(vm)], 0);
    const first = (group: Group) => group[0].vm;
    return [...ready].sort((a, b) => wanted(b) - wanted(a) || first(a) - first(b));
  }

  private tryGroup(group: Group, parked: number): boolean {
    const at = this.waiting.indexOf(group);
    this.waiting.splice(at, 1);
    const begun = group.map(({ vm, to }) => this.settle(vm, to, null));
    for (const { vm, to } of group) this.expect(vm, to, -1);
    if (this.go(parked)) return true;
    for (const { vm, to } of group) this.expect(vm, to, 1);
    for (const undo of begun.reverse()) undo();
    this.waiting.splice(at, 0, group);
    return false;
  }

  /**
   * One VM moves to a third host: one that has to move anyway, or one that comes back when its host has free memory
   * again.
   */
  private park(parked: number): boolean {
    const blocked = this.waiting.flat().sort((a, b) => this.heldBy(b.vm) - this.heldBy(a.vm) || a.vm - b.vm);
    return blocked.some(({ vm: forVm, to: host }) =>
      this.residentsOf(host).some((vm) => this.parkOne(vm, host, forVm, parked)),
    );
  }

  private parkOne(vm: number, host: number, forVm: number, parked: number): boolean {
    const own = this.waiting.find((group) => group.some((transfer) => transfer.vm === vm));
    const isBystander = own === undefined;
    if (isBystander && (parked < 2 || this.away.has(vm) || !this.options.mayStepAside(vm))) return false;
    if (!isBystander && own.length > 1) return false;
    if (!this.options.mayParkAgain && this.away.has(vm)) return false;
    return this.parkingFor(vm, own?.[0]?.to ?? host).some((to) =>
      this.tryParking({ vm, to }, forVm, isBystander ? host : -1, parked),
    );
  }

  private tryParking({ vm, to }: Transfer, forVm: number, back: number, parked: number): boolean {
    const undo = this.settle(vm, to, forVm);
    const wasAway = this.away.get(vm);
    this.away.set(vm, to);
    if (back >= 0) {
      this.waiting.push([{ vm, to: back }]);
      this.expect(vm, back, 1);
    }
    if (this.go(parked - (back >= 0 ? 2 : 1))) return true;
    if (back >= 0) {
      this.waiting.pop();
      this.expect(vm, back, -1);
    }
    if (wasAway === undefined) this.away.delete(vm);
    else this.away.set(vm, wasAway);
    undo();
    return false;
  }

  private parkingFor(vm: number, to: number): number[] {
    const { cluster, transit, options } = this;
    const from = transit.hostOf(vm);
    return [...cluster.hosts.keys()]
      .filter(
        (host) =>
          host !== from &&
          host !== to &&
          options.mayPark(vm, host) &&
          this.mayGo([{ vm, to: host }]) &&
          firstFixedRefusal(fixedRules, cluster, vm, host) === null,
      )
      .sort((a, b) => transit.freeMiB(b) - transit.freeMiB(a) || a - b)
      .slice(0, PARKING_HOSTS);
  }

  private residentsOf(host: number): number[] {
    return [...this.cluster.vms.keys()]
      .filter((vm) => this.transit.hostOf(vm) === host && this.heldBy(vm) > 0)
      .sort((a, b) => this.heldBy(a) - this.heldBy(b) || a - b);
  }

  private settle(vm: number, to: number, forVm: number | null): () => void {
    const from = this.transit.settle(vm, to);
    this.steps.push({ vm, to, forVm });
    return () => {
      this.steps.pop();
      this.transit.settle(vm, from);
    };
  }

  private expect(vm: number, host: number, sign: 1 | -1): void {
    this.incomingMiB[host] += sign * this.heldBy(vm);
  }

  private heldBy(vm: number): number {
    return this.cluster.heldMiB[vm];
  }
}
