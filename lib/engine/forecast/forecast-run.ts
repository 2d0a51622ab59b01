import { takenDiskMiB } from '../../model/local-disks.ts';
import type { MoveForecast } from '../../model/move-forecast.ts';
import type { PlannedMove } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotHost, SnapshotVm } from '../../model/snapshot.ts';
import { predictRun } from '../../precopy/predict-run.ts';
import { OVERHEAD_SECONDS, type RunHost, type RunLimits, type RunMove } from '../../precopy/run.ts';
import { assumed, dirtyRateMiBps, hostBandwidthMiBps } from '../cluster/assumptions.ts';
import { Links, type Route, routeBetween } from '../cluster/route.ts';
import { basisOf, diskSeconds, precopyInput } from './predict-move.ts';

/** The forecast of a whole run, in which simultaneous moves share links and limits. */
export interface RunForecast {
  seconds: number; // from its start until its last move has ended
  transferredMiB: number;
  moves: (MoveForecast & { startSeconds: number })[]; // as the moves of the plan
}

export interface ForecastLimits {
  movesPerCluster?: number | null;
  movesPerNetwork?: number | null;
  networkOf?: (hostId: string) => string | null; // the migration network of a host; null: its own
}

/**
 * The forecasts of the moves of a plan, in its order and under the limits of the policy and of the run. Moves of VMs
 * or hosts that the snapshot does not have take no time.
 */
export function forecastRun(
  snapshot: Snapshot,
  policy: Policy,
  moves: readonly Pick<PlannedMove, 'vmId' | 'fromHostId' | 'toHostId' | 'kind'>[],
  limits: ForecastLimits = {},
): RunForecast {
  const hosts = new Map(snapshot.hosts.map((host) => [host.id, host]));
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const known = { links: new Links(snapshot.links), policy };
  const routed = moves.map((move) => {
    const [source, destination] = [hosts.get(move.fromHostId), hosts.get(move.toHostId)];
    const route = source && destination ? routeBetween(source, destination, known) : null;
    return { move, vm: vms.get(move.vmId), route };
  });
  const runMoves = routed.map(({ move, vm, route }) =>
    vm && route ? runMove(move, vm, route) : noMove(move.vmId),
  );
  const predicted = predictRun(runMoves, runHosts(snapshot, limits), runLimits(policy, limits));
  const disksMiB = routed.map(({ vm }) => (vm ? takenDiskMiB(vm) : 0));
  return {
    seconds: predicted.seconds,
    transferredMiB: disksMiB.reduce((sum, each) => sum + each, predicted.transferredMiB),
    moves: predicted.moves.map(({ restMiB: _, ...move }, index) => {
      const { vm, route } = routed[index];
      const transferredMiB = move.transferredMiB + (disksMiB[index] ?? 0);
      return { ...move, transferredMiB, dirtyMiBps: vm ? dirtyRateMiBps(vm) : 0, basis: basisOf(vm, route) };
    }),
  };
}

function runMove(
  { kind, fromHostId, toHostId }: Pick<PlannedMove, 'kind' | 'fromHostId' | 'toHostId'>,
  vm: SnapshotVm,
  route: Route,
): RunMove {
  const ends = { vmId: vm.id, fromHostId, toHostId };
  const forDisks = diskSeconds(vm, route);
  if (kind === 'offline')
    return { ...ends, memoryMiB: 0, copy: null, fixedSeconds: assumed.offlineSeconds + forDisks };
  if (kind === 'restart')
    return { ...ends, memoryMiB: vm.memoryMiB, copy: null, fixedSeconds: assumed.restartSeconds };
  const copy = { ...precopyInput(vm, route), kind };
  return { ...ends, memoryMiB: vm.memoryMiB, copy, fixedSeconds: route.fixedSeconds + forDisks };
}

const noMove = (vmId: string): RunMove => ({
  vmId,
  fromHostId: '',
  toHostId: '',
  memoryMiB: 0,
  copy: null,
  fixedSeconds: 0,
});

/** The capacity of a host is its fastest known connection. */
function runHosts(snapshot: Snapshot, { networkOf }: ForecastLimits): RunHost[] {
  const freeMiB = freeMemoryMiB(snapshot);
  return snapshot.hosts.map((host) => ({
    id: host.id,
    linkMiBps: linkOf(host, snapshot),
    freeMiB: freeMiB.get(host.id) ?? 0,
    migrationNetwork: networkOf?.(host.id) ?? null,
  }));
}

/** The free memory of each host of a snapshot, by the host's id, as a forecast of a run counts it. */
export function freeMemoryMiB(snapshot: Snapshot): Map<string, number> {
  const free = new Map(
    snapshot.hosts.map(({ id, memoryMiB, reserve }) => [id, memoryMiB - reserve.memoryMiB]),
  );
  for (const { state, hostId, memoryMiB } of snapshot.vms) {
    if (state !== 'stopped') free.set(hostId, (free.get(hostId) ?? 0) - memoryMiB);
  }
  return free;
}

function linkOf(host: SnapshotHost, { links = [] }: Snapshot): number {
  const learned = links
    .filter(({ fromHostId, toHostId }) => fromHostId === host.id || toHostId === host.id)
    .map(({ bandwidthMiBps, leastMiBps }) => bandwidthMiBps ?? leastMiBps ?? 0);
  const cluster = links.find((link) => link.fromHostId === undefined && link.toHostId === undefined);
  const best = Math.max(0, ...learned);
  return best > 0 ? best : (cluster?.bandwidthMiBps ?? hostBandwidthMiBps(host));
}

const runLimits = (policy: Policy, limits: ForecastLimits): RunLimits => ({
  movesPerHost: policy.movesPerHost,
  movesPerCluster: limits.movesPerCluster ?? null,
  movesPerNetwork: limits.movesPerNetwork ?? null,
  overheadSeconds: OVERHEAD_SECONDS,
});
