import { join } from 'node:path';
import { runInHost } from './hosts.ts';
import { hostPlace, type LabLayout } from './layout.ts';

/** Sends a signal to a host's sshd, with the sessions that it has; there may be none. */
const signal = async (layout: LabLayout, host: string, name: 'KILL' | 'STOP' | 'CONT'): Promise<void> => {
  const each = `[ "$(cat $p/comm 2>/dev/null)" = sshd ] && kill -${name} \${p#/proc/}`;
  await runInHost(layout, host, ['sh', '-c', `for p in /proc/[0-9]*; do ${each}; done; true`]);
};

/** Ends a host's sshd and all sessions over it. */
export const stopSshd = (layout: LabLayout, host: string): Promise<void> => signal(layout, host, 'KILL');

/** Starts it again, with other settings such as `MaxStartups=2` where they are given. */
export async function startSshd(
  layout: LabLayout,
  host: string,
  settings: readonly string[] = [],
): Promise<void> {
  const log = join(hostPlace(layout, host).dir, 'sshd.log');
  const options = settings.flatMap((setting) => ['-o', setting]);
  await runInHost(layout, host, ['/usr/sbin/sshd', '-E', log, ...options]);
}

/** Lets a host's sshd hang, or go on: connections are made and nobody answers. */
export const freezeSshd = (layout: LabLayout, host: string, isFrozen: boolean): Promise<void> =>
  signal(layout, host, isFrozen ? 'STOP' : 'CONT');
