import pLimit from 'p-limit';
import { DriverError } from '../model/errors.ts';
import type {
  ClusterInspection,
  InspectedHost,
  InspectedObstacle,
  InspectedVm,
} from '../model/inspection.ts';
import { MovePolicy } from '../model/policy.ts';
import type { HostAddress, HostObservation, HypervisorDriver } from '../model/ports.ts';

/** More pairs of a VM and a host are not checked at a time: each is a request or two to the hypervisor. */
const MAX_CHECKS = 400;
const CHECKS_AT_ONCE = 4;

type Asked = Pick<HypervisorDriver, 'observeCluster' | 'testConnections' | 'checkMigration'>;

/**
 * An inspection for drivers whose hypervisor has its own check of a migration: each VM is checked for each other host,
 * every VM for one host first if there are too many pairs. Throws the failure of the first host if none answers.
 */
export async function inspectByChecks(
  driver: Asked,
  hosts: readonly Pick<HostAddress, 'hostId' | 'name'>[],
  vms: readonly InspectedVm[],
): Promise<ClusterInspection> {
  const { hosts: readings } = await driver.observeCluster(
    hosts.map(({ hostId }) => hostId),
    { isAsked: true },
  );
  const seen = readings.flatMap((reading) => ('observation' in reading ? [reading.observation] : []));
  const [first] = readings;
  if (seen.length === 0 && first !== undefined && 'error' in first) throw first.error;
  const answering = new Set(seen.map(({ hostId }) => hostId));
  const pairs = pairsOf(
    vms.filter(({ hostId }) => answering.has(hostId)),
    [...answering],
  );
  const chosen = pairs.slice(0, MAX_CHECKS);
  const limit = pLimit(CHECKS_AT_ONCE);
  const [connections, found] = await Promise.all([
    driver.testConnections(),
    Promise.all(chosen.map((pair) => limit(() => check(driver, pair)))),
  ]);
  return {
    hosts: seen.map(hostOf),
    connections,
    obstacles: found.flat(),
    commonCpu: null,
    checked: chosen.length,
    total: pairs.length,
  };
}

interface Pair {
  vm: InspectedVm;
  toHostId: string;
}

/** In turns: first one host for each VM, then the next one, so that a part of them covers every VM. */
function pairsOf(vms: readonly InspectedVm[], hostIds: readonly string[]): Pair[] {
  return hostIds.slice(1).flatMap((_, turn) =>
    vms.flatMap((vm) => {
      const others = hostIds.filter((hostId) => hostId !== vm.hostId);
      const toHostId = others[turn];
      return toHostId === undefined ? [] : [{ vm, toHostId }];
    }),
  );
}

const { targetPauseMs } = MovePolicy.parse({});

/** A host that stops answering in between is in the connections; a VM that moved meanwhile is checked the next time. */
async function check(driver: Asked, { vm, toHostId }: Pair): Promise<InspectedObstacle[]> {
  const { vmUuid, vmName, hostId: sourceHostId, state, takesDisks = false } = vm;
  try {
    const obstacles = await driver.checkMigration({
      moveId: 'readiness',
      vmUuid,
      vmName,
      sourceHostId,
      destinationHostId: toHostId,
      kind: state === 'stopped' ? 'offline' : 'live',
      bandwidthMiBps: null,
      downtimeLimitMs: targetPauseMs,
      mayThrottle: false,
      mayPostCopy: false,
      takesDisks,
    });
    return obstacles.map((obstacle) => ({ ...obstacle, vmUuid, toHostId }));
  } catch (error) {
    if (error instanceof DriverError) return [];
    throw error;
  }
}

function hostOf({ hostId, facts, clockOffsetSeconds = null }: HostObservation): InspectedHost {
  const { version, cpuModel, storages } = facts;
  return {
    hostId,
    version,
    cpuModel,
    ownName: null,
    clockOffsetSeconds,
    storages: storages?.map((name) => ({ name, identity: null })) ?? null,
  };
}
