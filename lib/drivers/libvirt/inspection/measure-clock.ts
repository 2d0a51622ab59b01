import type { Virsh } from '../client.ts';
import type { LibvirtHost } from '../config.ts';
import { createHostClock } from '../host-clock.ts';
import type { Times } from '../observe.ts';
import { runScript } from '../script.ts';
import { parseDomStats } from '../wire.ts';

const STEP_MS = 1000;
/** Guests report every few seconds, usually every 2 or 10. */
const TRIES = 12;

/**
 * How far a host's clock is ahead of ours, in seconds, give or take two: the reports of its guests carry its time. Null
 * if no guest has reported within twelve seconds.
 */
export async function measureClock(
  virsh: Virsh,
  host: LibvirtHost,
  { clock, elapsedMs }: Times,
  pause: (ms: number) => Promise<void>,
): Promise<number | null> {
  const hostClock = createHostClock();
  for (let tries = 0; tries < TRIES; tries++) {
    const { sections } = await runScript(virsh, host, ['domstats --raw --nowait --balloon --list-running']);
    const reports = new Map(
      parseDomStats(sections[0] ?? '').flatMap(({ name, values }): [string, number][] => {
        const at = values.get('balloon.last-update') ?? 0;
        return at > 0 ? [[name, at]] : [];
      }),
    );
    if (reports.size === 0) return null;
    const ahead = hostClock.read(reports, clock.now(), elapsedMs());
    if (ahead !== null) return ahead;
    await pause(STEP_MS);
  }
  return null;
}
