import type { Cluster } from '../cluster/cluster.ts';
import { Placement } from '../cluster/placement.ts';
import { mayGo, Permissions } from '../constraints/permissions.ts';
import { EjectionSearch } from '../evacuation/ejection-search.ts';
import type { EmptyingTask } from '../evacuation/emptying-task.ts';
import { isImpossible } from '../evacuation/impossible.ts';
import { MovableUnits } from '../evacuation/movable-units.ts';
import { exhaustive, type Pass } from '../evacuation/passes.ts';
import { placeInBulk } from '../evacuation/place-in-bulk.ts';

/** All VMs have a host; or it is proved that there is none for all of them; or none was found, and nothing proved. */
export type RestartVerdict = 'found' | 'no-place' | 'spent';

/** Nothing moves on, so each pass packs: with little straying first, because that finds nearly all there is. */
const passes: readonly Pass[] = [
  { order: 'tight', detours: 3, budget: 30_000 },
  { order: 'tight', detours: 8, budget: 60_000 },
  exhaustive,
];

/** The budgets of the passes are for this many hosts: a step tries a unit on every host. */
const HOSTS_PAID_FOR = 32;

/**
 * Finds hosts for the VMs of hosts that fail together, by the hard rules and without moving any other VM: after a failure
 * nothing can wait for a migration. The cluster is one of `forRestarts`.
 */
export class RestartPlanner {
  readonly placement: Placement;
  private readonly permissions: Permissions;
  private readonly unmovable: MovableUnits;

  constructor(readonly cluster: Cluster) {
    this.placement = new Placement(cluster);
    this.permissions = new Permissions(cluster);
    this.unmovable = new MovableUnits(this.placement, new Uint8Array(cluster.units.length));
  }

  /**
   * The placement then holds their hosts, of as many as fit if not all do; `restore` it afterwards. VMs that are stopped
   * need none, and for those that are bound to their host there is none: the verdict is about the others.
   */
  place(failed: readonly number[]): RestartVerdict {
    const task = this.taskOf(failed);
    const units = this.unitsOf(failed);
    const isHopeless = isImpossible(task, units);
    const begun = Int32Array.from(this.placement.hostOf);
    placeInBulk(task, units);
    if (this.waitingOn(failed).length === 0) return 'found';
    if (isHopeless) return 'no-place';
    const most = Int32Array.from(this.placement.hostOf);
    this.placement.restore(begun);
    const verdict = this.search(task, units);
    if (verdict !== 'found') this.placement.restore(most);
    return verdict;
  }

  /** Whether the hard rules let this unit start on this host as the others are placed. */
  mayStart(unit: number, host: number): boolean {
    return mayGo(this.placement, this.permissions, unit, host);
  }

  /** What failed, for the reasons of the VMs that fit nowhere. */
  taskOf(failed: readonly number[]): EmptyingTask {
    const { cluster, placement, permissions } = this;
    const isFailed = new Set(failed);
    const targets = Int32Array.from(
      [...cluster.hosts.keys()].filter((host) => cluster.isOnline[host] && !isFailed.has(host)),
    );
    const isEmptied = Uint8Array.from(cluster.hosts, (_, host) => (isFailed.has(host) ? 1 : 0));
    return { cluster, placement, permissions, isEmptied, targets };
  }

  /** The units that run on these hosts and have no other. */
  unplacedOf(failed: readonly number[]): number[] {
    return failed.flatMap((host) => this.placement.residentsOf(host).filter((unit) => this.isRunning(unit)));
  }

  /** The same without those that are bound to their host. */
  waitingOn(failed: readonly number[]): number[] {
    return this.unplacedOf(failed).filter((unit) => !this.isBound(unit));
  }

  /** Whether something of a VM, such as a disk, is on its host alone: no other host could start it, however empty. */
  isBound(unit: number): boolean {
    return this.cluster.units[unit].members.some((vm) => {
      const { ties, localDevices } = this.cluster.vms[vm];
      return ties.length > 0 || localDevices.length > 0;
    });
  }

  private unitsOf(failed: readonly number[]): number[] {
    const { unitHeldMiB } = this.placement;
    return this.waitingOn(failed).sort((a, b) => unitHeldMiB[b] - unitHeldMiB[a] || a - b);
  }

  private isRunning(unit: number): boolean {
    return this.cluster.units[unit].members.some((vm) => this.cluster.vms[vm].state !== 'stopped');
  }

  private search(task: EmptyingTask, units: readonly number[]): RestartVerdict {
    const { placement, permissions, unmovable } = this;
    const scale = Math.max(1, task.targets.length / HOSTS_PAID_FOR);
    for (const pass of passes) {
      const limits = {
        ...pass,
        budget: scale * pass.budget,
        moves: 0,
        targets: task.targets,
        movable: unmovable,
      };
      const outcome = new EjectionSearch(placement, permissions, units, limits, () => true).run();
      if (outcome !== 'spent') return outcome === 'found' ? 'found' : 'no-place';
    }
    return 'spent';
  }
}
