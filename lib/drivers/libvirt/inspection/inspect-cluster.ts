import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DriverError } from '../../../model/errors.ts';
import type { ClusterInspection, InspectedStorage, InspectedVm } from '../../../model/inspection.ts';
import { present } from '../../../model/present.ts';
import type { Virsh } from '../client.ts';
import type { LibvirtHost } from '../config.ts';
import { testConnections } from '../connections.ts';
import type { Times } from '../observe.ts';
import { isSharedKind, type PoolShape } from '../pools.ts';
import { createAskCpu, findObstacles } from './find-obstacles.ts';
import { measureClock } from './measure-clock.ts';
import { baselineModel, readHost, type SeenHost } from './read-host.ts';
import { remember } from './remember.ts';

interface Means extends Times {
  pause(ms: number): Promise<void>;
}

/**
 * Reads every host once and compares them, VM by VM and host by host. Hosts that do not answer are left out. Throws the
 * failure of the first host if none answers.
 */
export async function inspectCluster(
  virsh: Virsh,
  hosts: readonly LibvirtHost[],
  vms: readonly InspectedVm[],
  means: Means,
): Promise<ClusterInspection> {
  const answers = await Promise.all(hosts.map((host) => readOrFailure(virsh, host, vms)));
  const seen = answers.flatMap((answer) => (answer instanceof DriverError ? [] : [answer]));
  const [first] = answers;
  if (seen.length === 0 && first instanceof DriverError) throw first;
  const known = remember(virsh);
  const askCpu = createAskCpu(virsh);
  const pairs = seen.flatMap((source) =>
    source.vms.flatMap((vm) =>
      seen.filter((other) => other !== source).map((destination) => ({ vm, source, destination })),
    ),
  );
  const [connections, clocks, commonCpu, obstacles] = await Promise.all([
    testConnections(virsh, [...hosts]),
    Promise.all(seen.map(({ host }) => measureClock(virsh, host, means, means.pause).catch(nothing))),
    readCommonCpu(virsh, seen),
    Promise.all(
      pairs.map(({ vm, source, destination }) => findObstacles(known, askCpu, vm, source, destination)),
    ),
  ]);
  return {
    hosts: seen.map(({ host, version, cpuModel, ownName, poolShapes, pools }, index) => ({
      hostId: host.hostId,
      version,
      cpuModel,
      ownName,
      clockOffsetSeconds: clocks[index] ?? null,
      storages: pools === null ? null : poolShapes.map(storageOf),
    })),
    connections,
    commonCpu,
    obstacles: obstacles.flat(),
    checked: pairs.length,
    total: pairs.length,
  };
}

async function readOrFailure(
  virsh: Virsh,
  host: LibvirtHost,
  vms: readonly InspectedVm[],
): Promise<SeenHost | DriverError> {
  const own = vms.filter(({ hostId }) => hostId === host.hostId);
  return readHost(virsh, host, own).catch((error: unknown) => {
    if (error instanceof DriverError) return error;
    throw error;
  });
}

/** The host was lost meanwhile: its connection says so. */
function nothing(error: unknown): null {
  if (error instanceof DriverError) return null;
  throw error;
}

const storageOf = (pool: PoolShape): InspectedStorage => ({
  name: pool.name,
  identity: isSharedKind(pool) ? `${pool.type} ${pool.source}` : null,
});

/** The CPU that every host can give its guests, as the first host's hypervisor works it out; null: it does not. */
async function readCommonCpu(virsh: Virsh, seen: readonly SeenHost[]): Promise<string | null> {
  const known = seen.map(({ guestCpus }) => guestCpus).filter((xml) => xml !== '');
  if (known.length < 2 || known.length < seen.length) return null;
  const folder = await mkdtemp(join(tmpdir(), 'ballast-cpu-'));
  try {
    const file = join(folder, 'cpus.xml');
    await writeFile(file, known.join('\n'));
    const { uri } = present(seen[0], 'a host that answered').host;
    const result = await virsh.run(uri, ['hypervisor-cpu-baseline', '--file', file]);
    return result.isOk ? baselineModel(result.stdout) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
