import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Cluster, compileCluster } from '../cluster/cluster.ts';
import { RestartPlanner } from './restart-planner.ts';

/** Where the VMs of a host would start if it failed, and how much memory that needs on each other host. */
interface Answer {
  readonly hostOf: Map<number, number>; // by unit
  readonly neededMiB: Float64Array; // a host each
}

/** The shifts that are tried, times the square of the hosts, because each may search the answer to every failure again: 400 with 8 hosts, 6 with 64. */
const SHIFT_BUDGET = 25_600;

/**
 * Adds VMs that wait on a host of their own to a cluster, for as long as each host could still fail alone. The answers to all failures
 * are kept, because one more VM seldom changes any.
 */
export class Adding {
  private readonly cluster: Cluster;
  private readonly planner: RestartPlanner;
  private readonly waitingHost: number;
  private readonly answers: (Answer | null)[];
  private readonly added = new Set<number>(); // units
  private open: Set<number>; // hosts that may take one more: once a host cannot, it never can again, unless an added VM is shifted
  private shiftsLeft: number;

  constructor(snapshot: Snapshot, policy: Policy, waitingHostId: string) {
    this.cluster = compileCluster(snapshot, policy);
    this.planner = new RestartPlanner(this.cluster);
    this.waitingHost =
      [...this.cluster.hosts.keys()].find((host) => this.cluster.hosts[host].id === waitingHostId) ?? -1;
    this.answers = this.cluster.hosts.map(() => null);
    this.open = new Set(this.online);
    this.shiftsLeft = Math.floor(SHIFT_BUDGET / this.online.length ** 2);
  }

  count(): number {
    const isSafe = [...this.cluster.hosts.keys()].every(
      (host) => host === this.waitingHost || this.answer(host),
    );
    if (!isSafe) return 0;
    const waiting = [...this.planner.placement.residentsOf(this.waitingHost)].sort((a, b) => a - b);
    const first = waiting.findIndex((unit) => !this.addOne(unit) && !this.addByShift(unit));
    return first < 0 ? waiting.length : first;
  }

  private get online(): number[] {
    return [...this.cluster.hosts.keys()].filter((host) => this.cluster.isOnline[host]);
  }

  private addOne(unit: number): boolean {
    const { placement } = this.planner;
    for (const host of [...this.open].sort((a, b) => this.freeMiB(b) - this.freeMiB(a) || a - b)) {
      if (this.planner.mayStart(unit, host)) {
        placement.move(unit, host);
        if (this.survives(unit, host)) {
          this.added.add(unit);
          return true;
        }
        placement.move(unit, this.waitingHost);
        this.forget(unit, host);
      }
      this.open.delete(host);
    }
    return false;
  }

  /** The same after one of those added before has gone to another host: added VMs are alike, so one of each host stands for all. */
  private addByShift(unit: number): boolean {
    for (const from of this.online) {
      const shifted = this.planner.placement.residentsOf(from).find((each) => this.added.has(each));
      if (shifted === undefined) continue;
      for (const to of this.online) {
        if (to === from || !this.planner.mayStart(shifted, to)) continue;
        if (this.shiftsLeft-- <= 0) return false;
        if (this.shiftAndAdd(shifted, { from, to }, unit)) return true;
      }
    }
    return false;
  }

  private shiftAndAdd(shifted: number, { from, to }: { from: number; to: number }, unit: number): boolean {
    const { placement } = this.planner;
    const before = this.answers.map((answer) => answer && copyOf(answer));
    this.forget(shifted, from);
    placement.move(shifted, to);
    if (this.survives(shifted, to)) {
      this.open = new Set(this.online);
      if (this.addOne(unit)) return true;
    }
    placement.move(shifted, from);
    for (const [failed, answer] of before.entries()) this.answers[failed] = answer;
    return false;
  }

  /** Whether each host can still fail alone now that this unit is on this one. */
  private survives(unit: number, host: number): boolean {
    return this.answers.every((answer, failed) => {
      if (answer === null) return failed !== host || this.answer(host);
      if (failed === host) return this.startAlso(answer, unit, host) || this.answer(host);
      return answer.neededMiB[host] <= this.freeMiB(host) || this.answer(failed);
    });
  }

  /** The answer to the failure of its host, with one more to start. */
  private startAlso({ hostOf, neededMiB }: Answer, unit: number, failed: number): boolean {
    const held = this.planner.placement.unitHeldMiB[unit];
    const to = [...this.cluster.hosts.keys()].find(
      (host) =>
        host !== failed && this.planner.mayStart(unit, host) && neededMiB[host] + held <= this.freeMiB(host),
    );
    if (to === undefined) return false;
    hostOf.set(unit, to);
    neededMiB[to] += held;
    return true;
  }

  private forget(unit: number, host: number): void {
    const answer = this.answers[host];
    const to = answer?.hostOf.get(unit);
    if (!answer || to === undefined) return;
    answer.hostOf.delete(unit);
    answer.neededMiB[to] -= this.planner.placement.unitHeldMiB[unit];
  }

  /** Searches the answer to a failure again; false: there is none, and the former one is kept. */
  private answer(failed: number): boolean {
    const { placement } = this.planner;
    const units = this.planner.waitingOn([failed]);
    if (units.length === 0) return true;
    const begun = Int32Array.from(placement.hostOf);
    const isFound = this.planner.place([failed]) === 'found';
    const hostOf = new Map(units.map((unit) => [unit, placement.hostOf[unit]]));
    placement.restore(begun);
    if (!isFound) return false;
    const neededMiB = new Float64Array(this.cluster.hosts.length);
    for (const [unit, to] of hostOf) neededMiB[to] += placement.unitHeldMiB[unit];
    this.answers[failed] = { hostOf, neededMiB };
    return true;
  }

  private freeMiB(host: number): number {
    return this.cluster.memoryLimit[host] - this.planner.placement.heldMiB[host];
  }
}

const copyOf = ({ hostOf, neededMiB }: Answer): Answer => ({
  hostOf: new Map(hostOf),
  neededMiB: neededMiB.slice(),
});
