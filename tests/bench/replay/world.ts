import { planMigration } from '../../../lib/engine/migrate.ts';
import type { Policy } from '../../../lib/model/policy.ts';
import { present } from '../../../lib/model/present.ts';
import type { SnapshotVm } from '../../../lib/model/snapshot.ts';
import type { DataCentre } from './data-centre.ts';
import type { DayResult } from './day-result.ts';
import { interpolate } from './trace.ts';

/** A requested move, by index. */
export interface WantedMove {
  readonly vm: number;
  readonly to: number;
}

/** A move in progress: its VM runs at `from` and needs its memory on both hosts until it ends. */
export interface Flight extends WantedMove {
  readonly from: number;
  readonly endsAt: number; // seconds after midnight
}

/** The totals of the moves of a day. */
type MoveTally = Pick<DayResult, 'moves' | 'movedMiB' | 'movesBack' | 'limitsBroken' | 'refused'>;

const HOUR_SECONDS = 3600;

/** The actual state of the data centre: the host of each VM, moves in flight, demand. Time is seconds after midnight. */
export class World {
  readonly hostOf: Int32Array;
  readonly movedAt: Float64Array; // when each VM arrived on its current host; -Infinity: it was always there
  readonly demandMhz: Float64Array; // of each VM, current
  readonly flights: Flight[] = [];
  readonly tally: MoveTally = { moves: 0, movedMiB: 0, movesBack: 0, limitsBroken: 0, refused: 0 };
  private readonly leftAt: Map<number, number>[]; // of each VM: host -> when it left it

  constructor(
    readonly centre: DataCentre,
    private readonly policy: Policy,
  ) {
    this.hostOf = Int32Array.from(centre.homes);
    this.movedAt = new Float64Array(centre.vms.length).fill(Number.NEGATIVE_INFINITY);
    this.demandMhz = new Float64Array(centre.vms.length);
    this.leftAt = centre.vms.map(() => new Map());
  }

  /** The demand of every VM at this time. */
  readDemand(seconds: number): void {
    this.centre.vms.forEach((vm, index) => {
      this.demandMhz[index] = interpolate(vm.cpuMhz, seconds);
    });
  }

  /** CPU and memory of each host as the sums of the demand of its VMs, divided by the capacity without the reserve. */
  loads(): { cpu: Float64Array; memory: Float64Array } {
    const cpu = new Float64Array(this.centre.hosts.length);
    const memory = new Float64Array(this.centre.hosts.length);
    this.centre.vms.forEach((vm, index) => {
      const host = this.hostOf[index] as number;
      cpu[host] = (cpu[host] as number) + (this.demandMhz[index] as number);
      memory[host] = (memory[host] as number) + vm.touchedMiB;
    });
    this.centre.hosts.forEach(({ cpuMhz, memoryMiB, reserve }, host) => {
      cpu[host] = (cpu[host] as number) / (cpuMhz - reserve.cpuMhz);
      memory[host] = (memory[host] as number) / (memoryMiB - reserve.memoryMiB);
    });
    return { cpu, memory };
  }

  /** MiB that the host must hold: the memory of its VMs and of incoming VMs. */
  heldMiB(host: number): number {
    let held = 0;
    this.centre.vms.forEach((vm, index) => {
      if (this.hostOf[index] === host) held += vm.memoryMiB;
    });
    for (const flight of this.flights) {
      if (flight.to === host) held += this.centre.vms[flight.vm]?.memoryMiB ?? 0;
    }
    return held;
  }

  fits(vm: number, host: number): boolean {
    const found = this.centre.hosts[host];
    if (found === undefined) return false;
    const limit = found.memoryMiB - found.reserve.memoryMiB;
    return this.heldMiB(host) + (this.centre.vms[vm]?.memoryMiB ?? 0) <= limit;
  }

  movesAt(host: number): number {
    return this.flights.filter((flight) => flight.from === host || flight.to === host).length;
  }

  isPlaceFree(vm: number, to: number): boolean {
    const from = this.hostOf[vm] as number;
    const limit = this.policy.movesPerHost;
    return this.movesAt(from) < limit && this.movesAt(to) < limit;
  }

  /** Begins the move now, even in violation of limits: violations are counted. The duration is the product's forecast. */
  begin({ vm, to }: WantedMove, seconds: number): void {
    const from = this.hostOf[vm] as number;
    const moved = this.centre.vms[vm];
    if (moved === undefined || from === to) throw new RangeError('no such move');
    if (!this.fits(vm, to) || !this.isPlaceFree(vm, to)) this.tally.limitsBroken++;
    this.flights.push({ vm, from, to, endsAt: seconds + this.predictSeconds(vm, to) });
    this.tally.moves++;
    this.tally.movedMiB += moved.touchedMiB;
    const left = this.leftAt[vm]?.get(to);
    if (left !== undefined && seconds - left < HOUR_SECONDS) this.tally.movesBack++;
  }

  /** The product's forecast of a live migration between these two hosts. Throws for one that would not end. */
  private predictSeconds(vm: number, to: number): number {
    const { hosts } = this.centre;
    const moving = toSnapshotVm(this, vm);
    const pair = hosts.filter((host, index) => index === to || host.id === moving.hostId);
    const alone = { hosts: pair, vms: [moving], rules: [] };
    const [move] = planMigration(alone, this.policy, {
      vmId: moving.id,
      toHostId: present(hosts[to]?.id, 'host'),
    }).moves;
    if (move === undefined) throw new RangeError(`${moving.name} cannot move live`);
    return move.predicted.seconds;
  }

  /** The earliest end of a move in progress; Infinity when there is none. */
  nextEnd(): number {
    return this.flights.reduce(
      (earliest, flight) => Math.min(earliest, flight.endsAt),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Ends every move that is due: its VM runs on its new host. */
  endMoves(seconds: number): void {
    for (const flight of this.flights.filter(({ endsAt }) => endsAt <= seconds)) {
      this.flights.splice(this.flights.indexOf(flight), 1);
      this.hostOf[flight.vm] = flight.to;
      this.movedAt[flight.vm] = flight.endsAt;
      this.leftAt[flight.vm]?.set(flight.from, flight.endsAt);
    }
  }
}

/** One VM in the format of a snapshot, with this demand (by default the actual one). */
export function toSnapshotVm(
  world: World,
  index: number,
  cpuMhz = world.demandMhz[index] as number,
): SnapshotVm {
  const vm = world.centre.vms[index];
  const host = world.centre.hosts[world.hostOf[index] as number];
  if (vm === undefined || host === undefined) throw new RangeError(`there is no VM ${index}`);
  const movedAt = world.movedAt[index] as number;
  return {
    id: vm.id,
    name: vm.name,
    hostId: host.id,
    state: 'running',
    vcpus: vm.vcpus,
    memoryMiB: vm.memoryMiB,
    demand: { cpuMhz, memoryMiB: vm.touchedMiB },
    dirtyMiBps: vm.dirtyMiBps,
    workingSetMiB: vm.workingSetMiB,
    networks: [],
    storages: [],
    localDevices: [],
    cpuFeatures: [],
    overheadMiB: 0,
    hostCpus: [],
    numaNodes: [],
    ties: [],
    automation: 'inherit',
    ...(Number.isFinite(movedAt) ? { lastMigratedAt: isoTime(movedAt) } : {}),
  };
}

const MIDNIGHT_MS = Date.UTC(2011, 2, 3);

/** Seconds after the midnight of the replay, as a time for snapshots. */
export const isoTime = (seconds: number): string =>
  new Date(MIDNIGHT_MS + Math.round(seconds * 1000)).toISOString();
