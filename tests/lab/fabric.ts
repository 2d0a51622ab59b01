import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { type HostPlace, hostPlace, type LabLayout } from './layout.ts';
import { run } from './shell.ts';

/** The file system type that statfs reports for a file on which a namespace is mounted. */
const NSFS_MAGIC = 0x6e736673;

/** The address that receives heartbeats: the fabric's own address on the network of the guests. */
export const HEARTBEAT_ADDRESS = '10.78.0.254';

/** Whether a network namespace is mounted on `file`. */
export function isNetUp(file: string): boolean {
  return existsSync(file) && statfsSync(file).type === NSFS_MAGIC;
}

/** Makes a network namespace that exists as long as it is mounted on `file`. */
async function makeNet(file: string): Promise<void> {
  writeFileSync(file, '');
  await run('unshare', [`--net=${file}`, 'true']);
}

async function removeNet(file: string): Promise<void> {
  if (isNetUp(file)) await run('umount', [file]);
  rmSync(file, { force: true });
}

/** Runs `ip` commands inside a network namespace. */
async function ip(file: string, commands: readonly string[]): Promise<void> {
  await run('nsenter', [`--net=${file}`, 'ip', '-batch', '-'], { input: `${commands.join('\n')}\n` });
}

/** The network that connects the hosts: a bridge for management and migration, and a bridge for the guests. */
export async function raiseFabric(layout: LabLayout): Promise<void> {
  await makeNet(layout.fabricNet);
  await ip(layout.fabricNet, [
    'link set lo up',
    'link add br-mgmt type bridge',
    'link add br-vm type bridge',
    'addr add 10.77.0.254/24 dev br-mgmt',
    `addr add ${HEARTBEAT_ADDRESS}/16 dev br-vm`,
    'link set br-mgmt up',
    'link set br-vm up',
  ]);
}

export async function removeFabric(layout: LabLayout): Promise<void> {
  await removeNet(layout.fabricNet);
}

/** A host's eth0 is on the management network; eth1 is a port of its bridge br0, to which its guests connect. */
export async function raiseHostNet(layout: LabLayout, place: HostPlace): Promise<void> {
  await makeNet(place.net);
  await ip(place.net, [
    'link set lo up',
    `link add eth0 type veth peer name m${place.number} netns ${layout.fabricNet}`,
    `link add eth1 type veth peer name v${place.number} netns ${layout.fabricNet}`,
    `addr add ${place.address}/24 dev eth0`,
    'link add br0 type bridge',
    'link set eth1 master br0',
    'link set eth0 up',
    'link set eth1 up',
    'link set br0 up',
  ]);
  await ip(layout.fabricNet, [
    `link set m${place.number} master br-mgmt`,
    `link set v${place.number} master br-vm`,
    `link set m${place.number} up`,
    `link set v${place.number} up`,
  ]);
}

/** Removes a host's network. Its ends in the fabric are removed first, since the kernel removes the rest with a delay. */
export async function removeHostNet(layout: LabLayout, place: HostPlace): Promise<void> {
  if (isNetUp(layout.fabricNet)) {
    for (const link of [`m${place.number}`, `v${place.number}`]) {
      await ip(layout.fabricNet, [`link del ${link}`]).catch(() => undefined); // never created, or already removed
    }
  }
  await removeNet(place.net);
}

/** Disconnects a host from the management and migration network, or connects it again. The guests' own traffic continues. */
export async function switchManagementLink(
  layout: LabLayout,
  host: string,
  state: 'up' | 'down',
): Promise<void> {
  await ip(layout.fabricNet, [`link set m${hostPlace(layout, host).number} ${state}`]);
}

/**
 * Drops all packets between two hosts, or stops dropping them: each host has a wrong MAC address for the other. No
 * error is reported, and the console reaches both.
 */
export async function switchPair(
  layout: LabLayout,
  hosts: readonly [string, string],
  state: 'up' | 'down',
): Promise<void> {
  const [one, other] = hosts.map((host) => hostPlace(layout, host));
  const commandFor = (address: string) =>
    state === 'down'
      ? `neigh replace ${address} lladdr 02:00:00:00:00:01 nud permanent dev eth0`
      : `neigh del ${address} dev eth0`;
  if (one === undefined || other === undefined) return;
  await ip(one.net, [commandFor(other.address)]);
  await ip(other.net, [commandFor(one.address)]);
}

/** The ports on which libvirt receives memory by default. */
const MEMORY_PORTS = '49152-49215';

/** Makes those ports of all other hosts unreachable from a host, as a firewall that rejects them would, or reachable again. */
export async function switchMemoryPorts(
  layout: LabLayout,
  host: string,
  state: 'open' | 'closed',
): Promise<void> {
  const verb = state === 'closed' ? 'add' : 'del';
  await ip(hostPlace(layout, host).net, [
    `rule ${verb} pref 10 ipproto tcp dport ${MEMORY_PORTS} unreachable`,
  ]);
}

/** Limits what leaves a host on the management and migration network; null: no longer. */
export async function shapeLink(layout: LabLayout, host: string, mbps: number | null): Promise<void> {
  const { net } = hostPlace(layout, host);
  const tc = (...words: string[]) => run('nsenter', [`--net=${net}`, 'tc', 'qdisc', ...words]);
  if (mbps === null) await tc('del', 'dev', 'eth0', 'root');
  else
    await tc(
      'add',
      'dev',
      'eth0',
      'root',
      'tbf',
      'rate',
      `${mbps}mbit`,
      'burst',
      '256kb',
      'latency',
      '400ms',
    );
}
