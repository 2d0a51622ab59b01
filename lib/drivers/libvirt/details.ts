import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { type DomainDefinition, readDefinition } from './definition/read-definition.ts';
import type { Moments } from './kept-state.ts';
import { mayMigrateLive } from './migration-probe.ts';
import { runScript } from './script.ts';

/**
 * Data that only requests about a single VM give. They are made when the VM is new, has changed its state, or was
 * read long ago.
 */
export interface DetailsCache {
  /** `now`: milliseconds of a monotonic counter. */
  read(vms: readonly Versioned[], now: number): Promise<void>;
  get(uuid: string): Details | null;
  /** The whole definition, as its host would start the VM after a boot; null: it was not read just now. */
  readNow(uuid: string): string | null;
  forget(uuid: string): void;
}

export interface Details {
  definition: DomainDefinition;
  moments: Moments;
  /** libvirt reports that a live migration includes the files that the guest has open in its folders. */
  sendsFolders?: boolean;
}

interface Versioned {
  uuid: string;
  state: number | undefined;
  hasSnapshots: boolean;
  hasCheckpoints: boolean;
}

const FRESH_MS = 300_000;
/** A QEMU process that hangs delays the request for its XML, so the request is repeated later. */
const SILENT_MS = 60_000;
const TIMEOUT_MS = 8000;
const AT_ONCE = 20;
const PEERS_ASKED = 2;
/** A longer definition is not kept: no VM of any use has one. */
const MAX_WHOLE = 256 * 1024;
/** virDomainState: running, paused. */
const ACTIVE = new Set([1, 3]);

/** `peers`: the addresses of other hosts, to ask libvirt about a migration to one of them. */
export function createDetailsCache(virsh: Virsh, host: LibvirtHost, peers: readonly string[]): DetailsCache {
  const known = new Map<string, { until: number; version: string; value: Details | null }>();

  const readNow = new Map<string, string>();

  const readBatch = async (batch: Versioned[], now: number): Promise<void> => {
    const commands = batch.map(questionsOf);
    const answer = await runScript(virsh, host, commands.flat(), { timeoutMs: TIMEOUT_MS }).catch(() => null);
    let from = 0;
    for (const [index, vm] of batch.entries()) {
      const own = commands[index]?.length ?? 0;
      const sections = answer?.sections.slice(from, from + own) ?? [];
      const reported = detailsOf(vm, sections);
      const whole = sections[1] ?? '';
      if (whole.length <= MAX_WHOLE && readDefinition(whole) !== null) readNow.set(vm.uuid, whole);
      const value = reported && { ...reported, sendsFolders: await askAboutFolders(vm, reported.definition) };
      from += own;
      known.set(vm.uuid, {
        until: now + (value === null ? SILENT_MS : FRESH_MS),
        version: versionOf(vm),
        value,
      });
    }
  };

  /** Asks about one peer after another until libvirt gives a clear answer. Only the few VMs with virtiofs folders need it. */
  const askAboutFolders = async (
    { uuid, state }: Versioned,
    { virtioFolders }: DomainDefinition,
  ): Promise<boolean> => {
    if (virtioFolders.length === 0 || !ACTIVE.has(state ?? 0)) return false;
    for (const peer of peers.slice(0, PEERS_ASKED)) {
      const answer = await mayMigrateLive(virsh, host, uuid, peer).catch(() => null);
      if (answer !== null) return answer;
    }
    return false;
  };

  return {
    read: async (vms, now) => {
      readNow.clear();
      const wanted = vms.filter((vm) => {
        const entry = known.get(vm.uuid);
        return entry === undefined || entry.until <= now || entry.version !== versionOf(vm);
      });
      for (let from = 0; from < wanted.length; from += AT_ONCE)
        await readBatch(wanted.slice(from, from + AT_ONCE), now);
      const present = new Set(vms.map((vm) => vm.uuid));
      for (const uuid of known.keys()) if (!present.has(uuid)) known.delete(uuid);
    },
    get: (uuid) => known.get(uuid)?.value ?? null,
    readNow: (uuid) => readNow.get(uuid) ?? null,
    forget: (uuid) => void known.delete(uuid),
  };
}

const versionOf = ({ state, hasSnapshots, hasCheckpoints }: Versioned): string =>
  `${state} ${hasSnapshots} ${hasCheckpoints}`;

const questionsOf = ({ uuid, hasSnapshots, hasCheckpoints }: Versioned): string[] => [
  `dumpxml --domain ${uuid}`,
  `dumpxml --domain ${uuid} --inactive --security-info`,
  ...(hasSnapshots ? [`snapshot-list --domain ${uuid} --name`] : []),
  ...(hasCheckpoints ? [`checkpoint-list --domain ${uuid} --name`] : []),
];

function detailsOf({ hasSnapshots, hasCheckpoints }: Versioned, sections: string[]): Details | null {
  const [xml = '', , ...lists] = sections;
  const definition = readDefinition(xml);
  if (definition === null) return null;
  const linesOf = (isListed: boolean) =>
    isListed ? (lists.shift() ?? '').split('\n').flatMap((line) => line.trim() || []) : [];
  const snapshots = linesOf(hasSnapshots);
  return { definition, moments: { snapshots, checkpoints: linesOf(hasCheckpoints) } };
}
