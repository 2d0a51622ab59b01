import { Policy } from '../../../lib/model/policy.ts';
import { present } from '../../../lib/model/present.ts';
import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { smooth } from '../../../lib/series/smooth.ts';
import { isoTime, toSnapshotVm, type World } from './world.ts';

const HISTORY_MINUTES = 60;
const { demandSeconds } = Policy.parse({});

/**
 * The information that a balancer can have: demand as the product smooths it, and averages of the last minutes for
 * strategies that use them.
 */
export class Collector {
  private readonly smoothedMhz: (number | null)[];
  private collectedAt: number | null = null;
  private readonly vmMinutes: Float64Array[] = [];
  private readonly hostMinutes: Float64Array[] = [];

  constructor(private readonly world: World) {
    this.smoothedMhz = world.centre.vms.map(() => null);
  }

  /** One observation of all VMs, as the product makes it every 15 seconds. */
  collect(seconds: number): void {
    const elapsed = this.collectedAt === null ? 0 : seconds - this.collectedAt;
    this.world.demandMhz.forEach((mhz, vm) => {
      this.smoothedMhz[vm] = smooth(this.smoothedMhz[vm] ?? null, mhz, elapsed, demandSeconds);
    });
    this.collectedAt = seconds;
    if (seconds % 60 !== 0) return;
    this.vmMinutes.push(this.world.demandMhz.slice());
    this.hostMinutes.push(this.world.loads().cpu);
    if (this.vmMinutes.length > HISTORY_MINUTES) {
      this.vmMinutes.shift();
      this.hostMinutes.shift();
    }
  }

  /** The cluster as the product's planner reads it. */
  snapshot(seconds: number): Snapshot {
    return {
      takenAt: isoTime(seconds),
      hosts: [...this.world.centre.hosts],
      vms: this.world.centre.vms.map((_, vm) =>
        toSnapshotVm(this.world, vm, this.smoothedMhz[vm] ?? undefined),
      ),
      rules: [],
    };
  }

  /** CPU load of each host by the smoothed demand of its VMs: what the product compares with the threshold. */
  seenCpu(): Float64Array {
    const { centre, hostOf, demandMhz } = this.world;
    const mhz = new Float64Array(centre.hosts.length);
    this.smoothedMhz.forEach((smoothed, vm) => {
      const host = hostOf[vm] as number;
      mhz[host] = (mhz[host] as number) + (smoothed ?? (demandMhz[vm] as number));
    });
    return mhz.map((sum, host) => {
      const { cpuMhz, reserve } = present(centre.hosts[host], 'host');
      return sum / (cpuMhz - reserve.cpuMhz);
    });
  }

  /** MHz of each VM, averaged over the last minutes (60 at most). */
  vmAverages(minutes: number): Float64Array {
    return averageOf(this.vmMinutes.slice(-minutes));
  }

  /** CPU load of each host, averaged over the last minutes, for all VMs that ran there at the time. */
  hostAverages(minutes: number): Float64Array {
    return averageOf(this.hostMinutes.slice(-minutes));
  }
}

function averageOf(rows: readonly Float64Array[]): Float64Array {
  const [first] = rows;
  if (first === undefined) return new Float64Array(0);
  return first.map((_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length);
}
