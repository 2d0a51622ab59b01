import type { Clock } from '../../model/clock.ts';
import type { HostObservation } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { createDetailsCache } from './details.ts';
import { driverError } from './failures.ts';
import { KEPT_STATE, keptStateOf } from './kept-state.ts';
import { mayBeIncoming, observationOf } from './map.ts';
import { needsOfVm } from './needs.ts';
import { placeExactly } from './placement.ts';
import { createRates } from './rates.ts';
import { runScript } from './script.ts';
import { readSurroundings } from './surroundings.ts';
import {
  type DomainStats,
  parseDomStats,
  parseNodeCpuStats,
  parseNodeInfo,
  parseNodeMemoryUsed,
  parseUuids,
  parseVersion,
} from './wire.ts';

/** Observes one host again and again. What it remembers makes it quicker, and may be lost at any time. */
export interface HostObserver {
  observe(): Promise<HostObservation>;
  /** The identity of a VM that was seen under this name. */
  uuidOf(name: string): string | null;
  /** Somebody changed this VM: its XML is read again. */
  forget(name: string): void;
}

/** For how long a host's networks and pools are believed. */
const SURROUNDINGS_MS = 60_000;

const COMMANDS = [
  'nodeinfo',
  'nodecpustats',
  'nodememstats',
  'version --daemon',
  'list --all --uuid --name',
  'domstats --raw --nowait --state --cpu-total --balloon --vcpu --dirtyrate',
  ...KEPT_STATE,
];

interface SeenVm {
  uuid: string;
  stats: DomainStats;
  isIncoming: boolean;
}

export function createHostObserver(virsh: Virsh, host: LibvirtHost, clock: Clock): HostObserver {
  const rates = createRates();
  const details = createDetailsCache(virsh, host);
  let uuids = new Map<string, string>();
  let around: { readAt: number; value: Awaited<ReturnType<typeof readSurroundings>> } | null = null;

  const surroundings = async () => {
    const now = clock.now().getTime();
    if (around === null || now - around.readAt >= SURROUNDINGS_MS)
      around = { readAt: now, value: await readSurroundings(virsh, host) };
    return around.value;
  };

  return {
    observe: async () => {
      const { results, sections, failure } = await runScript(virsh, host, COMMANDS);
      const kept = keptStateOf(results.slice(COMMANDS.length - KEPT_STATE.length));
      const observedAt = clock.now();
      const [info = '', cpu = '', memory = '', version = '', list = '', stats = ''] = sections;
      const node = parseNodeInfo(info);
      if (node === null) throw failure ?? driverError('driver-failed', { host: host.name }, 'no nodeinfo');
      uuids = parseUuids(list);
      const domains = parseDomStats(stats);
      if (domains.length === 0 && uuids.size > 0 && failure !== null) throw failure;
      const vms = await markIncoming(virsh, host, identify(domains, uuids));
      const settled = vms.filter((vm) => !vm.isIncoming);
      const { poolShapes, ...around } = await surroundings();
      await details.read(
        settled.map(({ uuid, stats }) => ({
          uuid,
          state: stats.values.get('state.state'),
          hasSnapshots: kept.withSnapshots?.has(uuid) === true,
          hasCheckpoints: kept.withCheckpoints?.has(uuid) === true,
        })),
        observedAt.getTime(),
      );
      const needsOf = (uuid: string) => needsOfVm(uuid, details.get(uuid), kept, poolShapes);
      const wire = {
        hostId: host.hostId,
        observedAt,
        node,
        cpu: parseNodeCpuStats(cpu),
        memoryUsedKiB: parseNodeMemoryUsed(memory),
        version: parseVersion(version) ?? 'unknown',
        ...around,
        vms: vms.map((vm) => ({ ...vm, needs: needsOf(vm.uuid) })),
      };
      return observationOf(wire, rates);
    },
    uuidOf: (name) => uuids.get(name) ?? null,
    forget: (name) => details.forget(uuids.get(name) ?? ''),
  };
}

function identify(
  domains: DomainStats[],
  uuids: Map<string, string>,
): { uuid: string; stats: DomainStats }[] {
  return domains.flatMap((stats) => {
    const uuid = uuids.get(stats.name);
    return uuid === undefined ? [] : [{ uuid, stats }];
  });
}

/** One that looks like a half-made copy is asked about. One that arrives or leaves at this very moment is not settled. */
async function markIncoming(
  virsh: Virsh,
  host: LibvirtHost,
  vms: { uuid: string; stats: DomainStats }[],
): Promise<SeenVm[]> {
  return Promise.all(
    vms.map(async (vm) => {
      if (!mayBeIncoming(vm.stats)) return { ...vm, isIncoming: false };
      const place = await placeExactly(virsh, host, vm.uuid);
      return { ...vm, isIncoming: place.state !== 'paused' && !place.isStranded };
    }),
  );
}
