import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { grantAccess } from './access.ts';
import { raiseHostNet, removeHostNet } from './fabric.ts';
import { hostFiles } from './host-files.ts';
import { type HostPlace, hostPlace, type LabLayout } from './layout.ts';
import { daemonPid, firstChild, run, startDaemon, stopDaemon, until } from './shell.ts';

/** How Ballast, or any process on this machine, reaches a host's libvirt. */
export function hostUri(layout: LabLayout, host: string): string {
  return `qemu+unix:///system?socket=${hostPlace(layout, host).socket}`;
}

/** Runs virsh against one host and returns its output. Throws an error with virsh's own message. */
export async function virsh(layout: LabLayout, host: string, args: readonly string[]): Promise<string> {
  return run('virsh', ['-q', '-c', hostUri(layout, host), ...args]);
}

/** Whether a host's daemon responds. */
export async function isAnswering(layout: LabLayout, host: string): Promise<boolean> {
  const ask = ['-q', '-c', hostUri(layout, host), 'version'];
  return run('virsh', ask, { timeoutMs: 5000 }).then(
    () => true,
    () => false,
  );
}

export function isHostRunning(layout: LabLayout, host: string): boolean {
  return daemonPid(hostPlace(layout, host).process) !== undefined;
}

const autostartFile = (place: HostPlace): string => join(place.dir, 'autostart');

/** Writes the files of a host. Running hosts get the names of added hosts in this way. */
export async function writeHostFiles(layout: LabLayout, host: string): Promise<void> {
  const place = hostPlace(layout, host);
  for (const [path, text] of Object.entries(hostFiles(layout, place))) {
    const file = join(place.dir, 'root', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  await grantAccess(layout, place);
}

/** Starts a host that is not running. `waitForHost` reports when it is ready. */
export async function startHost(
  layout: LabLayout,
  host: string,
  settings: { system: string; memoryMiB: number },
): Promise<void> {
  const place = hostPlace(layout, host);
  await writeHostFiles(layout, host);
  symlinkSync('root/run/libvirt/libvirt-sock', place.socket); // short enough for the address of a Unix socket
  writeFileSync(autostartFile(place), '');
  await raiseHostNet(layout, place);
  const unshare = ['unshare', '-m', '-u', '-i', '-p', '-C', '--fork', '--kill-child'];
  startDaemon({
    command: 'nsenter',
    args: [`--net=${place.net}`, ...unshare, 'bash', join(import.meta.dirname, 'host-init.sh')],
    env: {
      LAB_HOST: host,
      LAB_HOST_DIR: place.dir,
      LAB_HOST_MIB: String(settings.memoryMiB),
      LAB_SYSTEM: settings.system,
      LAB_CAPABILITIES: join(layout.cacheDir, `capabilities-${cpus().length}`, String(place.number)),
    },
    recordFile: place.process,
    logFile: join(place.dir, 'init.log'),
  });
}

export async function waitForHost(layout: LabLayout, host: string): Promise<void> {
  const log = join(hostPlace(layout, host).dir, 'init.log');
  const check = async () => {
    if (!isHostRunning(layout, host)) {
      throw new Error(`Host ${host} ended:\n${existsSync(log) ? readFileSync(log, 'utf8').slice(-600) : ''}`);
    }
    return isAnswering(layout, host);
  };
  await until(check, { seconds: 60, failure: `Host ${host} did not come up: see ${log}.` });
}

/** Stops a host with everything that runs on it, and removes its network and files. */
export async function stopHost(layout: LabLayout, host: string): Promise<void> {
  const place = hostPlace(layout, host);
  // The host's pid 1 is the child of `unshare`. When it is killed, the kernel ends the whole host first, and then `unshare`.
  await stopDaemon(place.process, (pid) => firstChild(pid) ?? pid);
  await removeHostNet(layout, place);
  rmSync(place.dir, { recursive: true, force: true });
}

/** Ends everything that runs on a host, as a loss of power does, and takes it off both networks. Its files stay, as on its disk. */
export async function killHost(layout: LabLayout, host: string): Promise<void> {
  const place = hostPlace(layout, host);
  await stopDaemon(place.process, (pid) => firstChild(pid) ?? pid);
  await removeHostNet(layout, place);
}

/** Starts a host that was killed. What it had in memory is gone, such as the state of its guests. */
export async function bootHost(
  layout: LabLayout,
  host: string,
  settings: { system: string; memoryMiB: number },
): Promise<void> {
  const place = hostPlace(layout, host);
  rmSync(place.socket, { force: true });
  rmSync(join(place.dir, 'root/run'), { recursive: true, force: true });
  await startHost(layout, host, settings);
  await waitForHost(layout, host);
}

/** Runs a command inside a host's namespaces. */
export async function runInHost(
  layout: LabLayout,
  host: string,
  command: readonly string[],
): Promise<string> {
  const pid = daemonPid(hostPlace(layout, host).process);
  const init = pid === undefined ? undefined : firstChild(pid);
  if (init === undefined) throw new Error(`Host ${host} is not running.`);
  return run('nsenter', ['-t', String(init), '-m', '-u', '-i', '-n', '-p', '-C', ...command]);
}

/** Kills the QEMU of one guest on one host. During a move, the destination also has one. */
export async function killGuestProcess(layout: LabLayout, host: string, guest: string): Promise<void> {
  const file = join(hostPlace(layout, host).dir, 'root/run/libvirt/qemu', `${guest}.pid`);
  await runInHost(layout, host, ['kill', '-9', readFileSync(file, 'utf8').trim()]);
}

/** Kills a host's libvirtd and keeps it down. Its guests continue to run. */
export async function stopHostDaemon(layout: LabLayout, host: string): Promise<void> {
  const place = hostPlace(layout, host);
  rmSync(autostartFile(place), { force: true });
  const pid = readFileSync(join(place.dir, 'libvirtd.pid'), 'utf8').trim();
  await runInHost(layout, host, ['kill', '-9', pid]).catch(() => undefined); // it was already down
  const isDown = async () => !(await isAnswering(layout, host));
  await until(isDown, { seconds: 10, failure: `The daemon of ${host} goes on.` });
}

/** Suspends a host's libvirtd, or resumes it. While suspended, it keeps its connections and does not respond. */
export async function freezeHostDaemon(layout: LabLayout, host: string, isFrozen: boolean): Promise<void> {
  const pid = readFileSync(join(hostPlace(layout, host).dir, 'libvirtd.pid'), 'utf8').trim();
  await runInHost(layout, host, ['kill', isFrozen ? '-STOP' : '-CONT', pid]);
}

/** Starts a host's libvirtd again and waits until it responds. */
export async function startHostDaemon(layout: LabLayout, host: string): Promise<void> {
  writeFileSync(autostartFile(hostPlace(layout, host)), '');
  await waitForHost(layout, host);
}
