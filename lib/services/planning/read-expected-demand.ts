import type { Database } from '../../db/client.ts';
import { readTrustedForecasts, type TrustedForecast, type VmForecastRow } from '../../db/demand-forecasts.ts';
import { type ClusterPolicies, clusterPolicy } from '../../db/policies.ts';
import type { ExpectedDemand } from '../../engine/plan-steadily.ts';
import { snapshotClocks } from '../../model/nominal-clock.ts';
import { SLOT_MS } from '../../series/seasonal.ts';
import type { ClusterState, VmRow } from './snapshot-of.ts';

/** A host is relieved so long before it is expected to be overloaded. */
const AHEAD_MS = 30 * 60_000;
/** Forecasts are made every hour; older ones are left alone. */
const OLDEST_MS = 2 * 3_600_000;

/**
 * The demand that is expected of VMs within the next half hour, in MHz of their snapshot, where the policy asks for it
 * and the forecast of their host is trusted; null: nothing. It is that of the quarter of an hour in which the VMs of the host
 * together are expected to need most, less the measured error of the forecast, and never less than the usual demand.
 */
export async function readExpectedDemand(
  db: Database,
  cluster: Pick<ClusterState, 'id' | 'vms' | 'hosts'> & ClusterPolicies,
  usualMhz: ReadonlyMap<string, number>,
  now: Date,
): Promise<ExpectedDemand | null> {
  if (clusterPolicy(cluster).values.forecast === 'off') return null;
  const { vms, hosts } = await readTrustedForecasts(db, cluster.id);
  const clocks = snapshotClocks(cluster.hosts);
  const mhz = new Map<string, number>();
  const at = new Map<string, string>();
  for (const host of hosts.filter(({ from }) => now.getTime() - from.getTime() < OLDEST_MS)) {
    const coreMhz = clocks.get(host.hostId);
    const here = cluster.vms.filter((vm) => vm.hostId === host.hostId && vm.state === 'running');
    if (coreMhz === undefined) continue;
    const usualCores = (vm: VmRow): number => (usualMhz.get(vm.id) ?? 0) / coreMhz;
    const peak = peakOf(host, here, { vms, usualCores, now });
    if (peak === null) continue;
    at.set(host.hostId, peak.at.toISOString());
    for (const [id, cores] of peak.cores) mhz.set(id, Math.max(usualMhz.get(id) ?? 0, cores * coreMhz));
  }
  return { mhz, at };
}

/** The slot of the next half hour in which these VMs are expected to need most, and what each needs then, less the error. */
function peakOf(
  host: TrustedForecast,
  here: readonly VmRow[],
  given: {
    vms: ReadonlyMap<string, VmForecastRow>;
    usualCores: (vm: VmRow) => number;
    now: Date;
  },
): { at: Date; cores: Map<string, number> } | null {
  const first = Math.max(0, Math.floor((given.now.getTime() - host.from.getTime()) / SLOT_MS));
  const last = Math.floor((given.now.getTime() + AHEAD_MS - host.from.getTime()) / SLOT_MS);
  let best: { slot: number; sum: number; cores: Map<string, number> } | null = null;
  for (let slot = first; slot <= last; slot++) {
    const cores = new Map(
      here.map((vm) => [vm.id, given.vms.get(vm.id)?.cores[slot] ?? given.usualCores(vm)]),
    );
    const sum = [...cores.values()].reduce((total, each) => total + each, 0);
    if (best === null || sum > best.sum) best = { slot, sum, cores };
  }
  if (best === null || best.sum <= host.errorCores) return null;
  const share = 1 - host.errorCores / best.sum;
  return {
    at: new Date(host.from.getTime() + best.slot * SLOT_MS),
    cores: new Map([...best.cores].map(([id, cores]) => [id, cores * share])),
  };
}
