import type { Cluster } from '../cluster/cluster.ts';
import type { Placement } from '../cluster/placement.ts';
import { minBandwidthFor } from '../forecast/predict-move.ts';
import { hugePages } from './huge-pages.ts';
import { firstFixedRefusal, fixedRules, groupRules } from './tables.ts';

/**
 * The results of the fixed rules, computed once: the hosts that a unit may be on, regardless of the other VMs. Units
 * with the same requirements share a row, so a thousand equal VMs cost one.
 */
export class Permissions {
  private readonly rowOf: Int32Array;
  private readonly rows: Uint8Array[] = [];

  constructor(private readonly cluster: Cluster) {
    const known = new Map<string, number>();
    this.rowOf = Int32Array.from(cluster.units, ({ members }) => {
      const key = [...members].map((vm) => needsOf(cluster, vm)).join('\n');
      const row = known.get(key) ?? this.rows.length;
      if (row === this.rows.length) {
        known.set(key, row);
        this.rows.push(this.workOut(members));
      }
      return row;
    });
  }

  /** For each host: 1 if the unit may be there. */
  rowFor(unit: number): Uint8Array {
    return this.rows[this.rowOf[unit]];
  }

  private workOut(members: Int32Array): Uint8Array {
    return Uint8Array.from(this.cluster.hosts, (_, host) =>
      members.every((vm) => firstFixedRefusal(fixedRules, this.cluster, vm, host) === null) ? 1 : 0,
    );
  }
}

function needsOf(cluster: Cluster, vm: number): string {
  const found = cluster.vms[vm];
  const hostRules = cluster.hostRulesOf[vm].map(({ rule }) => rule.id);
  return JSON.stringify([
    found.networks,
    found.storages,
    found.cpuFeatures,
    found.localDevices.length ? 1 : 0,
    found.managedBy === undefined ? 0 : 1,
    found.vcpus,
    found.hostCpus,
    found.numaNodes,
    // ties, refusals and convergence are different for each VM
    found.ties.length || cluster.refusalsOf[vm] ? found.id : null,
    hostRules,
  ]);
}

/** Whether the hard rules allow the unit on the host in this placement. */
export function mayGo(placement: Placement, permissions: Permissions, unit: number, host: number): boolean {
  if (!permissions.rowFor(unit)[host]) return false;
  const held = placement.unitHeldMiB[unit];
  const free = placement.cluster.memoryLimit[host] - placement.heldMiB[host];
  if (held > 0 && held > free) return false;
  return keepsPlacedRules(placement, unit, host);
}

/** The rules between VMs, and huge pages, without ordinary memory: most VMs have none of them, so this is cheap. */
export function keepsPlacedRules(placement: Placement, unit: number, host: number): boolean {
  const found = placement.cluster.units[unit];
  if (found.pooled.length && hugePages(placement, unit, host) !== null) return false;
  if (found.rules.length === 0) return true;
  return groupRules.every((rule) => rule(placement, unit, host) === null);
}

/** For each unit: the minimum bandwidth at which all its VMs can migrate live. */
export function minBandwidths(cluster: Cluster): Float64Array {
  return Float64Array.from(cluster.units, ({ members }) =>
    members.reduce(
      (least, vm) => Math.max(least, minBandwidthFor(cluster.vms[vm], cluster.targetPauseMs)),
      0,
    ),
  );
}
