import { randomUUID } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import type { HostObservation } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import {
  type DomainDetails,
  type HostCapabilities,
  parseCapabilities,
  parseDomainXml,
} from './domain-xml.ts';
import { detailOf, driverError, explainFailure, hasLostHost } from './failures.ts';
import { readJob } from './jobs.ts';
import { mayBeIncoming, observationOf } from './map.ts';
import { createRates } from './rates.ts';
import {
  type DomainStats,
  parseDomStats,
  parseNames,
  parseNodeCpuStats,
  parseNodeInfo,
  parseNodeMemoryUsed,
  parseUuids,
  parseVersion,
  splitSections,
} from './wire.ts';

/** Observes one host again and again. What it remembers makes it quicker, and may be lost at any time. */
export interface HostObserver {
  observe(): Promise<HostObservation>;
  /** The identity of a VM that was seen under this name. */
  uuidOf(name: string): string | null;
  /** Somebody changed this VM: its XML is read again. */
  forget(name: string): void;
}

/** For how long a VM's XML, and the host's networks and pools, are believed. */
const DETAILS_MS = 300_000;
const SURROUNDINGS_MS = 60_000;
const XML_AT_ONCE = 20;

const STATS = 'domstats --raw --nowait --state --cpu-total --balloon --vcpu --dirtyrate';
const COMMANDS = [
  'nodeinfo',
  'nodecpustats',
  'nodememstats',
  'version --daemon',
  'list --all --uuid --name',
  STATS,
];

interface Surroundings {
  capabilities: HostCapabilities | null;
  networks: string[] | null;
  pools: string[] | null;
}

export function createHostObserver(virsh: Virsh, host: LibvirtHost, clock: Clock): HostObserver {
  const rates = createRates();
  const details = new Map<string, { readAt: number; value: DomainDetails; state: number | undefined }>();
  let uuids = new Map<string, string>();
  let around: { readAt: number; value: Surroundings } | null = null;

  const surroundings = async (now: number): Promise<Surroundings> => {
    if (around === null || now - around.readAt >= SURROUNDINGS_MS)
      around = { readAt: now, value: await readSurroundings(virsh, host) };
    return around.value;
  };

  const readDetails = async (vms: { uuid: string; stats: DomainStats }[], now: number): Promise<void> => {
    const isKnown = ({ uuid, stats }: (typeof vms)[number]) => {
      const known = details.get(uuid);
      const isFresh = known !== undefined && now - known.readAt < DETAILS_MS;
      return isFresh && known.state === stats.values.get('state.state');
    };
    const wanted = vms.filter((vm) => !isKnown(vm));
    for (let from = 0; from < wanted.length; from += XML_AT_ONCE) {
      const batch = wanted.slice(from, from + XML_AT_ONCE);
      const xmls = await runAll(
        virsh,
        host,
        batch.map(({ uuid }) => `dumpxml --domain ${uuid}`),
      );
      batch.forEach(({ uuid, stats }, index) => {
        const value = parseDomainXml(xmls.sections[index] ?? '');
        if (value !== null) details.set(uuid, { readAt: now, value, state: stats.values.get('state.state') });
      });
    }
    const present = new Set(vms.map((vm) => vm.uuid));
    for (const uuid of details.keys()) if (!present.has(uuid)) details.delete(uuid);
  };

  return {
    observe: async () => {
      const [{ sections, failure }, beside] = await Promise.all([
        runAll(virsh, host, COMMANDS),
        surroundings(clock.now().getTime()),
      ]);
      const observedAt = clock.now();
      const [info = '', cpu = '', memory = '', version = '', list = '', stats = ''] = sections;
      const node = parseNodeInfo(info);
      if (node === null) throw failure ?? driverError('driver-failed', { host: host.name }, 'no nodeinfo');
      uuids = parseUuids(list);
      const vms = parseDomStats(stats).flatMap((one) => {
        const uuid = uuids.get(one.name);
        return uuid === undefined ? [] : [{ uuid, stats: one }];
      });
      if (vms.length === 0 && uuids.size > 0 && failure !== null) throw failure;
      await readDetails(vms, observedAt.getTime());
      const incoming = await Promise.all(
        vms.map(async ({ uuid, stats: one }) => mayBeIncoming(one) && (await isReceived(virsh, host, uuid))),
      );
      return observationOf(
        {
          hostId: host.hostId,
          observedAt,
          node,
          cpu: parseNodeCpuStats(cpu),
          memoryUsedKiB: parseNodeMemoryUsed(memory),
          version: parseVersion(version) ?? 'unknown',
          ...beside,
          vms: vms.map((vm, index) => ({
            ...vm,
            details: details.get(vm.uuid)?.value ?? null,
            isIncoming: incoming[index] ?? false,
          })),
        },
        rates,
      );
    },
    uuidOf: (name) => uuids.get(name) ?? null,
    forget: (name) => {
      details.delete(uuids.get(name) ?? '');
    },
  };
}

/** Whether this host receives the VM: asked of its job, since a source that was paused to move looks the same. */
export async function isReceived(virsh: Virsh, host: LibvirtHost, vmUuid: string): Promise<boolean> {
  const job = await readJob(virsh, host, vmUuid);
  return job.state === 'incoming';
}

/**
 * Runs several commands in one virsh and returns what each printed. `failure` is set when one of them failed, which
 * leaves its section empty; a host that cannot be asked at all throws.
 */
async function runAll(virsh: Virsh, host: LibvirtHost, commands: string[]) {
  const marker = `--${randomUUID()}--`;
  const script = commands.join(`; echo --str ${marker}; `);
  const result = await virsh.run(host.uri, [script]);
  const party = { host: host.name };
  const sections = splitSections(result.stdout, marker);
  if (hasLostHost(result)) throw explainFailure(result, party);
  return { sections, failure: detailOf(result.stderr) === '' ? null : explainFailure(result, party) };
}

/** What changes rarely. Each is asked by itself, so that what a host cannot say is not taken for "there is none". */
async function readSurroundings(virsh: Virsh, host: LibvirtHost): Promise<Surroundings> {
  const ask = (command: string) => virsh.run(host.uri, [command]);
  const [capabilities, networks, bridges, pools] = await Promise.all(
    ['capabilities', 'net-list --name', 'iface-list --all', 'pool-list --name'].map(ask),
  );
  return {
    capabilities: capabilities?.isOk ? parseCapabilities(capabilities.stdout) : null,
    networks: networksOf(bridges, networks),
    pools: pools?.isOk ? parseNames(pools.stdout) : null,
  };
}

type Answer = Awaited<ReturnType<Virsh['run']>> | undefined;

/** Bridges and libvirt's networks together; null unless both are known. A host without a network driver has none. */
function networksOf(bridges: Answer, networks: Answer): string[] | null {
  if (!bridges?.isOk || networks === undefined) return null;
  const hasNone = /not supported by the connection driver/.test(networks.stderr);
  if (!networks.isOk && !hasNone) return null;
  return [
    ...new Set([...parseNames(bridges.stdout), ...(networks.isOk ? parseNames(networks.stdout) : [])]),
  ].sort();
}
