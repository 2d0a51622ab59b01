import pLimit from 'p-limit';
import type { ReportedFailing } from '../../model/failing-host.ts';
import type { Spawn } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { hasShell, runInShell } from './host-shell.ts';

/** Errors add up slowly, and each reading is a login. */
const READ_EVERY_MS = 300_000;
const AT_ONCE = 4;

/** The counters of the kernel (EDAC) of memory errors that ECC could not correct, one for each memory controller. */
const SCRIPT = 'for f in /sys/devices/system/edac/mc/mc*/ue_count; do [ -r "$f" ] && cat "$f"; done; true';

/** Reads memory errors of hosts that are reached over SSH, apart from their observations, which never wait for it. */
export interface MemoryErrors {
  /** As last read; undefined: the host has no such counters, or they were not read yet. */
  of(host: LibvirtHost): ReportedFailing | null | undefined;
}

export function createMemoryErrors(spawn: Spawn, elapsedMs: () => number): MemoryErrors {
  const limit = pLimit(AT_ONCE);
  const known = new Map<string, { askedAt: number; found: ReportedFailing | null | undefined }>();
  const read = async (host: LibvirtHost, askedAt: number): Promise<void> => {
    const output = await limit(() => runInShell(spawn, host, SCRIPT));
    known.set(host.hostId, { askedAt, found: failingBy(output) });
  };
  return {
    of: (host) => {
      if (!hasShell(host.uri)) return undefined;
      const last = known.get(host.hostId);
      const now = elapsedMs();
      if (last && now - last.askedAt < READ_EVERY_MS) return last.found;
      known.set(host.hostId, { askedAt: now, found: last?.found });
      // a host that refuses a shell, or does not answer, reports nothing: its observation says what is wrong
      read(host, now).catch(() => known.set(host.hostId, { askedAt: now, found: undefined }));
      return last?.found;
    },
  };
}

/** The sum of the counters, a line each; undefined: there are none. */
export function failingBy(output: string): ReportedFailing | null | undefined {
  const counts = output
    .split('\n')
    .filter((line) => /^\d+$/.test(line.trim()))
    .map(Number);
  if (counts.length === 0) return undefined;
  const errors = counts.reduce((sum, count) => sum + count, 0);
  return errors === 0 ? null : { reason: 'memory', detail: `EDAC: ${errors} uncorrected memory errors` };
}
