import { join } from 'node:path';
import { runInHost } from './hosts.ts';
import { hostPlace, type LabLayout } from './layout.ts';

/** Sends a signal to a host's sshd and all of its sessions, if there are any. */
const signal = async (layout: LabLayout, host: string, name: 'KILL' | 'STOP' | 'CONT'): Promise<void> => {
  const each = `[ "$(cat $p/comm 2>/dev/null)" = sshd ] && kill -${name} \${p#/proc/}`;
  await runInHost(layout, host, ['sh', '-c', `for p in /proc/[0-9]*; do ${each}; done; true`]);
};

/** Stops a host's sshd and all of its sessions. */
export const stopSshd = (layout: LabLayout, host: string): Promise<void> => signal(layout, host, 'KILL');

/** Starts it again, optionally with other settings such as `MaxStartups=2`. */
export async function startSshd(
  layout: LabLayout,
  host: string,
  settings: readonly string[] = [],
): Promise<void> {
  const log = join(hostPlace(layout, host).dir, 'sshd.log');
  const options = settings.flatMap((setting) => ['-o', setting]);
  await runInHost(layout, host, ['/usr/sbin/sshd', '-E', log, ...options]);
}

/** Suspends a host's sshd, or resumes it. While suspended, it accepts connections and does not respond. */
export const freezeSshd = (layout: LabLayout, host: string, isFrozen: boolean): Promise<void> =>
  signal(layout, host, isFrozen ? 'STOP' : 'CONT');
