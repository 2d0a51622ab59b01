import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { type DomainDetails, parseDomainXml } from './domain-xml.ts';
import { runScript } from './script.ts';

/** What only the XML of a VM tells, read when it is new, has changed its state, or was read long ago. */
export interface DetailsCache {
  read(vms: readonly Versioned[], now: number): Promise<void>;
  get(uuid: string): DomainDetails | null;
  forget(uuid: string): void;
}

interface Versioned {
  uuid: string;
  state: number | undefined;
}

const FRESH_MS = 300_000;
/** A QEMU that hangs holds up the question for its XML: it is asked again after a while. */
const SILENT_MS = 60_000;
const TIMEOUT_MS = 8000;
const AT_ONCE = 20;

export function createDetailsCache(virsh: Virsh, host: LibvirtHost): DetailsCache {
  const known = new Map<string, { until: number; state: number | undefined; value: DomainDetails | null }>();

  const readBatch = async (batch: Versioned[], now: number): Promise<void> => {
    const commands = batch.map(({ uuid }) => `dumpxml --domain ${uuid}`);
    const answer = await runScript(virsh, host, commands, { timeoutMs: TIMEOUT_MS }).catch(() => null);
    batch.forEach(({ uuid, state }, index) => {
      const value = parseDomainXml(answer?.sections[index] ?? '');
      known.set(uuid, { until: now + (value === null ? SILENT_MS : FRESH_MS), state, value });
    });
  };

  return {
    read: async (vms, now) => {
      const wanted = vms.filter(({ uuid, state }) => {
        const entry = known.get(uuid);
        return entry === undefined || entry.until <= now || entry.state !== state;
      });
      for (let from = 0; from < wanted.length; from += AT_ONCE)
        await readBatch(wanted.slice(from, from + AT_ONCE), now);
      const present = new Set(vms.map((vm) => vm.uuid));
      for (const uuid of known.keys()) if (!present.has(uuid)) known.delete(uuid);
    },
    get: (uuid) => known.get(uuid)?.value ?? null,
    forget: (uuid) => void known.delete(uuid),
  };
}
