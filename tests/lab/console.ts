import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownHosts, labAuthority } from './access.ts';
import { accountFiles, hostsFile } from './host-files.ts';
import type { LabLayout } from './layout.ts';
import { writePki } from './pki.ts';
import { daemonPid, startDaemon, stopDaemon, until } from './shell.ts';

/**
 * The administrator's machine, on the network of the hosts, with its own names, keys and certificates, so that
 * nothing changes in the network or home folder of the real machine. `bin` contains a virsh and an ssh that run
 * there. The rest of the system is that of the real machine.
 */
export interface ConsolePlace {
  bin: string;
  knownHosts: string;
  pki: string;
}

const consoleDir = (layout: LabLayout): string => join(layout.runDir, 'console');
const recordFile = (layout: LabLayout): string => join(consoleDir(layout), 'process.json');

export function consolePlace(layout: LabLayout): ConsolePlace {
  const dir = consoleDir(layout);
  return { bin: join(dir, 'bin'), knownHosts: join(dir, 'home/.ssh/known_hosts'), pki: join(dir, 'pki') };
}

export async function raiseConsole(layout: LabLayout): Promise<void> {
  const dir = consoleDir(layout);
  const { bin, knownHosts: known, pki } = consolePlace(layout);
  const files = { hosts: hostsFile(layout), ...accountFiles(join(dir, 'home')) };
  for (const folder of ['etc', 'home/.ssh']) mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, 'etc', name), text);
  writeFileSync(known, knownHosts(layout));
  if (daemonPid(recordFile(layout)) !== undefined) return;
  await writePki(pki, await labAuthority(layout), { client: { name: 'console' } });
  const mounts = ['hosts', 'passwd', 'group'].map((file) => `mount --bind ${dir}/etc/${file} /etc/${file}`);
  const ready = join(dir, 'ready');
  const script = [...mounts, `: >${ready}`, 'exec sleep infinity'].join(' && ');
  startDaemon({
    command: 'nsenter',
    args: [`--net=${layout.fabricNet}`, 'unshare', '-m', 'sh', '-c', script],
    recordFile: recordFile(layout),
    logFile: join(dir, 'console.log'),
  });
  const pid = daemonPid(recordFile(layout));
  mkdirSync(bin, { recursive: true });
  for (const program of ['virsh', 'ssh']) {
    const file = join(bin, program);
    writeFileSync(file, `#!/bin/sh\nexec nsenter -t ${pid} -m -n -- /usr/bin/${program} "$@"\n`);
    chmodSync(file, 0o755);
  }
  await until(() => existsSync(ready), { seconds: 10, failure: `The console did not start: see ${dir}.` });
}

export const removeConsole = (layout: LabLayout): Promise<void> => stopDaemon(recordFile(layout));
