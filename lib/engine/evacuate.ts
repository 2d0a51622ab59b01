import { BallastError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { MoveKind } from '../model/vm.ts';
import { transfersOf } from './balance.ts';
import { type Cluster, compileCluster, hostName, vmName } from './cluster.ts';
import { refuse } from './constraints/constraint.ts';
import { convergence } from './constraints/convergence.ts';
import { describeMoves, type Reason } from './explain.ts';
import { improve } from './improve.ts';
import { makeMeasure } from './objective/weights.ts';
import { type OrderedWaves, orderWaves } from './order-waves.ts';
import { Pack } from './pack.ts';
import { mayGo, Permissions } from './permissions.ts';
import { Placement } from './placement.ts';
import { whyNotTo } from './refusals.ts';
import { Search } from './search.ts';

/** Searches in turn, until one is complete: no other VM moves on, then up to this many, with budgets of looks at a unit on a host. */
const ATTEMPTS = [
  { ejections: 0, order: 'even', budget: 250_000 },
  { ejections: 0, order: 'tight', budget: 250_000 },
  { ejections: 1, order: 'tight', budget: 250_000 },
  { ejections: 2, order: 'tight', budget: 250_000 },
  { ejections: 3, order: 'tight', budget: 250_000 },
  { ejections: 4, order: 'tight', budget: 250_000 },
  { ejections: 6, order: 'tight', budget: 250_000 },
  { ejections: 9, order: 'tight', budget: 250_000 },
] as const;

/** Placements looked at to even out the loads afterwards. */
const EVEN_OUT_BUDGET = 500_000;

/**
 * Empties a host: every VM on it, stopped ones too, whatever their automation, onto online hosts by the hard rules; thresholds
 * are kept where they can be. Other VMs move on only where that makes the room. A VM that would not converge goes by quick
 * migration, and a rejection `will-not-converge` says so. VMs that cannot leave are named with a reason for each host.
 * Throws `host-not-found` for an id that the snapshot does not have.
 */
export function planEvacuation(snapshot: Snapshot, policy: Policy, hostId: string): Plan {
  const cluster = compileCluster(snapshot, policy);
  const host = cluster.hostIndex.get(hostId);
  if (host === undefined) {
    throw new BallastError('host-not-found', `the snapshot has no host ${JSON.stringify(hostId)}`, {
      host: hostId,
    });
  }
  const evacuation = new Evacuation(cluster, host);
  return evacuation.plan();
}

class Evacuation {
  private readonly permissions: Permissions;
  private readonly targets: Int32Array;
  private placement: Placement;
  private madeRoomFor: ReadonlyMap<number, number> = new Map();

  constructor(
    private readonly cluster: Cluster,
    private readonly host: number,
  ) {
    this.permissions = new Permissions(cluster);
    this.placement = new Placement(cluster);
    this.targets = Int32Array.from(
      [...cluster.hosts.keys()].filter((h) => cluster.isOnline[h] && h !== host),
    );
  }

  plan(): Plan {
    const isReachable = this.cluster.hosts[this.host]?.state !== 'offline';
    const ordered = isReachable ? this.search() : { moves: [], stuck: [] };
    const { cluster } = this;
    const { moves, before, after } = describeMoves(cluster, ordered.moves, {
      leftOutHost: this.host,
      kindOf: (vm, _, to) => this.kindOf(vm, to),
      reasonOf: ({ vm, from, forVm }): Reason => {
        if (from === this.host) return { code: 'evacuate', facts: { host: hostName(cluster, from) } };
        return { code: 'make-room', facts: { forVm: vmName(cluster, forVm ?? this.receiverOf(vm)) } };
      },
    });
    const left = [...cluster.vms.keys()].filter((vm) => after.hostOfVm(vm) === this.host);
    return {
      moves,
      complete: left.length === 0,
      before: before.figures(),
      after: after.figures(),
      rejections: [...left.flatMap((vm) => this.whyLeft(vm, ordered)), ...this.quickNotes(ordered)],
    };
  }

  /** The best complete evacuation found; else one of as many VMs as could be placed. */
  private search(): OrderedWaves {
    const all = this.pendingUnits();
    const hopeless = new Set(
      all.filter((unit) => !this.targets.some((h) => this.permissions.rowFor(unit)[h])),
    );
    const pending = all.filter((unit) => !hopeless.has(unit));
    for (const attempt of ATTEMPTS) {
      const ordered = this.attempt(pending, attempt);
      if (ordered !== null) return this.evenOut(ordered);
    }
    return this.placeMost(pending);
  }

  /** The host's units, the largest first. */
  private pendingUnits(): number[] {
    const { placement } = this;
    return [...placement.residentsOf(this.host)].sort(
      (a, b) => (placement.unitHeldMiB[b] as number) - (placement.unitHeldMiB[a] as number) || a - b,
    );
  }

  private attempt(
    pending: readonly number[],
    { ejections, order, budget }: (typeof ATTEMPTS)[number],
  ): OrderedWaves | null {
    const pack = this.packer(order, budget);
    let ordered: OrderedWaves | null = null;
    const isPlaced = pack.place(pending, ejections, () => {
      ordered = this.order();
      return ordered.stuck.length === 0;
    });
    this.madeRoomFor = pack.madeRoomFor;
    return isPlaced ? ordered : null;
  }

  private packer(order: 'even' | 'tight', budget: number): Pack {
    const mayMakeRoom = Uint8Array.from(this.cluster.units, ({ home }) =>
      this.cluster.isOnline[home] && home !== this.host ? 1 : 0,
    );
    return new Pack(this.placement, this.permissions, { targets: this.targets, mayMakeRoom, budget }, order);
  }

  private order(): OrderedWaves {
    return orderWaves(this.cluster, transfersOf(this.placement), {
      keepsThresholds: false,
      mayPark: (_, host) => host !== this.host,
    });
  }

  /** One by one, the largest first, each directly or by making room; those that fit nowhere stay. */
  private placeMost(pending: readonly number[]): OrderedWaves {
    const madeRoomFor = new Map<number, number>();
    for (const unit of pending) {
      const pack = this.packer('even', 50_000);
      if (!pack.place([unit], 2, () => this.order().stuck.length === 0)) continue;
      for (const [other, receiver] of pack.madeRoomFor) madeRoomFor.set(other, receiver);
    }
    this.madeRoomFor = madeRoomFor;
    return this.order();
  }

  /** Sends moved VMs to other hosts where that evens the loads and a safe order still exists; moves no further VM. */
  private evenOut(ordered: OrderedWaves): OrderedWaves {
    const { cluster, placement } = this;
    const found = Int32Array.from(placement.hostOf);
    const loads = {
      cpu: Float64Array.from(cluster.hosts, (_, h) => placement.cpuLoad(h)),
      memory: Float64Array.from(cluster.hosts, (_, h) => placement.memoryLoad(h)),
      isCounted: cluster.isOnline.map((online, h) => (h === this.host ? 0 : online)),
    };
    const isTarget = Uint8Array.from(cluster.hosts, (_, h) => (this.targets.includes(h) ? 1 : 0));
    const search = new Search(
      placement,
      makeMeasure('relieve', loads, cluster.policy),
      this.permissions,
      {
        isMovable: Uint8Array.from(cluster.units, (_, unit) => (placement.isDisplaced(unit) ? 1 : 0)),
        mayReceive: isTarget,
        mayReturn: isTarget,
        isNeeded: new Uint8Array(cluster.units.length),
        leastBandwidth: null,
        keepsThresholds: false,
        leastGain: 0.01,
        maxMoves: Number.POSITIVE_INFINITY,
        budget: EVEN_OUT_BUDGET,
      },
      new Float64Array(cluster.units.length),
    );
    improve(search, this.targets);
    const evened = this.order();
    if (evened.stuck.length === 0) return evened;
    for (const [unit, host] of found.entries()) placement.move(unit, host);
    return ordered;
  }

  private kindOf(vm: number, to: number): MoveKind {
    if (this.cluster.vms[vm]?.state === 'stopped') return 'offline';
    return convergence(this.cluster, vm, to) === null ? 'live' : 'quick';
  }

  /** The VM that got the place of one that made room. */
  private receiverOf(vm: number): number {
    const receiver = this.madeRoomFor.get(this.cluster.unitOf[vm] as number);
    return (receiver === undefined ? undefined : this.cluster.units[receiver]?.members[0]) ?? vm;
  }

  /** A pause of the whole copy must not come as a surprise: every quick move is named with its cause. */
  private quickNotes({ moves }: OrderedWaves): Rejection[] {
    return moves.flatMap(({ vm, to }) => {
      const refusal = this.cluster.vms[vm]?.state === 'stopped' ? null : convergence(this.cluster, vm, to);
      return refusal
        ? [{ vmId: this.cluster.vms[vm]?.id, hostId: this.cluster.hosts[to]?.id, ...refusal }]
        : [];
    });
  }

  private whyLeft(vm: number, { stuck }: OrderedWaves): Rejection[] {
    const { cluster } = this;
    const vmId = cluster.vms[vm]?.id;
    const source = cluster.hosts[this.host];
    if (source?.state === 'offline') {
      return [{ vmId, hostId: source.id, ...refuse('host-not-online', { state: source.state }) }];
    }
    const unit = cluster.unitOf[vm] as number;
    const needsMiB = Math.ceil(this.placement.unitHeldMiB[unit] as number);
    const canEnd = this.targets.some((host) => mayGo(this.placement, this.permissions, unit, host));
    if (stuck.includes(vm) || canEnd) return [{ vmId, ...refuse('no-room-on-the-way', { needsMiB }) }];
    return [
      { vmId, ...refuse('no-host-left', { hosts: this.targets.length }) },
      ...[...this.targets].flatMap((host) => {
        const refusal = whyNotTo(this.placement, vm, host);
        return refusal ? [{ vmId, hostId: cluster.hosts[host]?.id, ...refusal }] : [];
      }),
    ];
  }
}
