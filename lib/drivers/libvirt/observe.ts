import type { Clock } from '../../model/clock.ts';
import type { HostObservation } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { createDetailsCache } from './details.ts';
import { driverError, explainFailure } from './failures.ts';
import { createHostMemory } from './host-memory.ts';
import { type IdentifiedVm, identifyVms, STATISTICS } from './identify.ts';
import { KEPT_STATE, keptStateOf } from './kept-state.ts';
import { mayBeIncoming, observationOf } from './map.ts';
import { definedSize, mustReport, needsOfVm } from './needs.ts';
import { placeExactly } from './placement.ts';
import { runScript } from './script.ts';
import { readSurroundings } from './surroundings.ts';
import {
  parseDomainList,
  parseDomStats,
  parseFreePages,
  parseNodeCpuStats,
  parseNodeInfo,
  parseNodeMemoryUsed,
  parseVersion,
} from './wire.ts';

/** Observes one host repeatedly. What it remembers only makes it faster, and may be lost at any time. */
export interface HostObserver {
  observe(): Promise<HostObservation>;
  /** The UUID of a VM that was last seen under this name. */
  uuidOf(name: string): string | null;
  /** This VM was changed: its XML is read again. */
  forget(name: string): void;
}

/** How long a host's networks and pools are cached, by a monotonic counter. */
const SURROUNDINGS_MS = 60_000;

const LIST = ['list', '--all', '--uuid', '--name'];
const LIST_AT = 4;

const COMMANDS = [
  'nodeinfo',
  'nodecpustats',
  'nodememstats',
  'version --daemon',
  LIST.join(' '),
  STATISTICS,
  ...KEPT_STATE,
];
/** Only for hosts that have pools of huge pages. */
const FREE_PAGES = 'freepages --all';

/**
 * The time of observations, and a monotonic counter in milliseconds for durations, because a clock may be set back.
 */
export interface Times {
  clock: Clock;
  elapsedMs(): number;
}

/** `peers`: the addresses by which this host reaches the others. */
export function createHostObserver(
  virsh: Virsh,
  host: LibvirtHost,
  { clock, elapsedMs }: Times,
  peers: readonly string[],
): HostObserver {
  const memory = createHostMemory();
  const details = createDetailsCache(virsh, host, peers);
  let uuids = new Map<string, string>(); // by name, because events contain no UUID
  let around: { readAt: number; value: Awaited<ReturnType<typeof readSurroundings>> } | null = null;

  const surroundings = async () => {
    const now = elapsedMs();
    if (around === null || now - around.readAt >= SURROUNDINGS_MS)
      around = { readAt: now, value: await readSurroundings(virsh, host) };
    return around.value;
  };

  return {
    observe: async () => {
      const hasPools = around?.value.capabilities?.hugePages?.some(({ totalMiB }) => totalMiB > 0) === true;
      const asked = hasPools ? [...COMMANDS, FREE_PAGES] : COMMANDS;
      const { results, sections, failure } = await runScript(virsh, host, asked);
      const kept = keptStateOf(results.slice(COMMANDS.length - KEPT_STATE.length, COMMANDS.length));
      const observedAt = clock.now();
      const atMs = elapsedMs();
      const [info = '', cpu = '', memoryStats = '', version = '', list = '', stats = ''] = sections;
      const node = parseNodeInfo(info);
      if (node === null) throw failure ?? driverError('driver-failed', { host: host.name }, 'no nodeinfo');
      const listed = results[LIST_AT]?.isOk ? list : await listAlone(virsh, host);
      const identified = await identifyVms(virsh, host, parseDomainList(listed), parseDomStats(stats));
      uuids = new Map(identified.map((vm) => [vm.name, vm.uuid]));
      const vms = await markIncoming(virsh, host, identified);
      const settled = vms.filter((vm) => !vm.isIncoming);
      const { poolShapes, ...offered } = await surroundings();
      await details.read(
        settled.map(({ uuid, stats }) => ({
          uuid,
          state: stats?.values.get('state.state'),
          hasSnapshots: kept.withSnapshots?.has(uuid) === true,
          hasCheckpoints: kept.withCheckpoints?.has(uuid) === true,
        })),
        atMs,
      );
      const needsOf = (uuid: string) => needsOfVm(uuid, details.get(uuid), kept, poolShapes);
      const wire = {
        hostId: host.hostId,
        observedAt,
        atMs,
        node,
        cpu: parseNodeCpuStats(cpu),
        memoryUsedKiB: parseNodeMemoryUsed(memoryStats),
        freePages: hasPools ? parseFreePages(sections[COMMANDS.length] ?? '') : null,
        version: parseVersion(version) ?? 'unknown',
        ...offered,
        vms: vms.map((vm) => ({
          ...vm,
          defined: definedSize(details.get(vm.uuid)),
          needs: needsOf(vm.uuid),
          mustReport: mustReport(details.get(vm.uuid)),
        })),
      };
      const observation = observationOf(wire, memory);
      return {
        ...observation,
        vms: observation.vms.map((vm) => {
          const fullDefinition = details.readNow(vm.uuid);
          return fullDefinition === null ? vm : { ...vm, fullDefinition };
        }),
      };
    },
    uuidOf: (name) => uuids.get(name) ?? null,
    forget: (name) => {
      const uuid = uuids.get(name);
      if (uuid !== undefined) details.forget(uuid);
    },
  };
}

/** A host without a list is not empty: it is asked once more, and the second answer decides. */
async function listAlone(virsh: Virsh, host: LibvirtHost): Promise<string> {
  const answer = await virsh.run(host.uri, LIST);
  if (!answer.isOk) throw explainFailure(answer, { host: host.name });
  return answer.stdout;
}

/** A VM that may be an incomplete copy is asked about. One that arrives or leaves at this moment is not decided. */
async function markIncoming(virsh: Virsh, host: LibvirtHost, vms: IdentifiedVm[]) {
  return Promise.all(
    vms.map(async (vm) => {
      if (vm.stats === null || !mayBeIncoming(vm.stats)) return { ...vm, isIncoming: false };
      const place = await placeExactly(virsh, host, vm.uuid);
      return { ...vm, isIncoming: place.state !== 'paused' && !place.isStranded };
    }),
  );
}
