import type { MoveForecast } from '../../model/move-forecast.ts';
import type { PlannedMove } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotHost, SnapshotVm } from '../../model/snapshot.ts';
import { predictRun } from '../../precopy/predict-run.ts';
import type { RunHost, RunLimits, RunMove } from '../../precopy/run.ts';
import { assumed, dirtyRateMiBps, hostBandwidthMiBps } from '../cluster/assumptions.ts';
import { Links, type Route, routeBetween } from '../cluster/route.ts';
import { basisOf, precopyInput } from './predict-move.ts';

/** How a whole run is expected to go, with the moves that run beside each other sharing links and limits. */
export interface RunForecast {
  seconds: number; // from its begin until its last move has ended
  transferredMiB: number;
  moves: (MoveForecast & { startSeconds: number })[]; // as the moves of the plan
}

export interface ForecastLimits {
  movesPerCluster?: number | null;
  movesPerNetwork?: number | null;
  networkOf?: (hostId: string) => string | null; // the migration network of a host; null: its own
}

/** What a run adds to each move: looking at it before and after, and the wait for the next look. */
const OVERHEAD_SECONDS = 0.5;

/**
 * How the moves of a plan will go, in its order and under the limits of the policy and of the run. Moves of VMs or hosts
 * that the snapshot does not have count as taking no time.
 */
export function forecastRun(
  snapshot: Snapshot,
  policy: Policy,
  moves: readonly Pick<PlannedMove, 'vmId' | 'fromHostId' | 'toHostId' | 'kind'>[],
  limits: ForecastLimits = {},
): RunForecast {
  const indexes = new Map(snapshot.hosts.map((host, index) => [host.id, index]));
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const known = { links: new Links(snapshot.links), policy };
  const ways = moves.map((move) => {
    const from = indexes.get(move.fromHostId) ?? -1;
    const to = indexes.get(move.toHostId) ?? -1;
    const [source, destination, vm] = [snapshot.hosts[from], snapshot.hosts[to], vms.get(move.vmId)];
    const route = source && destination ? routeBetween(source, destination, known) : null;
    return { move, from, to, vm, route };
  });
  const runMoves = ways.map(({ move, from, to, vm, route }) =>
    vm && route ? runMove(vm, move.kind, { from, to, route }) : noMove(move.vmId),
  );
  const outlook = predictRun(runMoves, runHosts(snapshot, limits), runLimits(policy, limits));
  return {
    seconds: outlook.seconds,
    transferredMiB: outlook.transferredMiB,
    moves: outlook.moves.map(({ restMiB: _, ...move }, index) => ({
      ...move,
      dirtyMiBps: ways[index]?.vm ? dirtyRateMiBps(ways[index].vm) : 0,
      basis: basisOf(ways[index]?.vm, ways[index]?.route),
    })),
  };
}

function runMove(
  vm: SnapshotVm,
  kind: PlannedMove['kind'],
  way: { from: number; to: number; route: Route },
): RunMove {
  const ends = { vmId: vm.id, fromHost: way.from, toHost: way.to };
  if (kind === 'offline') return { ...ends, memoryMiB: 0, copy: null, fixedSeconds: assumed.offlineSeconds };
  const copy = { ...precopyInput(vm, way.route), kind };
  return { ...ends, memoryMiB: vm.memoryMiB, copy, fixedSeconds: way.route.fixedSeconds };
}

const noMove = (vmId: string): RunMove => ({
  ...{ vmId, fromHost: -1, toHost: -1 },
  ...{ memoryMiB: 0, copy: null, fixedSeconds: 0 },
});

/** A host gives as much as the fastest way from it or to it that is known. */
function runHosts(snapshot: Snapshot, { networkOf }: ForecastLimits): RunHost[] {
  const held = new Map<string, number>();
  for (const vm of snapshot.vms) {
    if (vm.state !== 'stopped') held.set(vm.hostId, (held.get(vm.hostId) ?? 0) + vm.memoryMiB);
  }
  return snapshot.hosts.map((host) => ({
    linkMiBps: linkOf(host, snapshot),
    freeMiB: host.memoryMiB - host.reserve.memoryMiB - (held.get(host.id) ?? 0),
    network: networkOf?.(host.id) ?? null,
  }));
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
