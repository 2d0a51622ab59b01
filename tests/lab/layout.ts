import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The paths of a lab. All are absolute. `down` removes `runDir` and keeps `cacheDir`. */
export interface LabLayout {
  name: string;
  dir: string;
  cacheDir: string;
  runDir: string;
  /** Names of the hosts, in order: `lab-1`, `lab-2`, ... */
  hosts: readonly string[];
  /** File on which the fabric's network namespace is mounted. */
  fabricNet: string;
  /** Unix socket on which the collector repeats the guests' heartbeats. */
  collectorSocket: string;
  /** The options of `up`, so that later commands find the same lab. */
  settingsFile: string;
}

/** A Unix socket's path may have 107 bytes. */
const SOCKET_PATH_LIMIT = 107;
/** Each host mounts its own folders over these, so it could not see files of the lab below them. */
const HIDDEN_IN_HOSTS = ['/run', '/proc', '/sys', '/usr', '/var/lib/libvirt', '/var/log/libvirt', '/etc'];

export const MAX_HOSTS = 16;

/** The folder of all labs: `BALLAST_LAB_DIR`, or one below the system's temporary folder. */
export function defaultLabDir(env: Record<string, string | undefined>): string {
  return env.BALLAST_LAB_DIR || join(tmpdir(), 'ballast-lab');
}

/**
 * Paths and names of a lab. Throws an error with a readable sentence for a name or folder that cannot work: the
 * path becomes part of mount options, kernel command lines and socket addresses.
 */
export function labLayout(input: { name: string; dir: string; hosts: number }): LabLayout {
  const { name } = input;
  const dir = resolve(input.dir);
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name) || name === 'cache') {
    throw new Error(`"${name}" cannot name a lab: use up to 12 small letters and digits, a letter first.`);
  }
  if (!Number.isInteger(input.hosts) || input.hosts < 2 || input.hosts > MAX_HOSTS) {
    throw new Error(`A lab has 2 to ${MAX_HOSTS} hosts.`);
  }
  if (!/^[\w./-]+$/.test(dir) || HIDDEN_IN_HOSTS.some((hidden) => `${dir}/`.startsWith(`${hidden}/`))) {
    throw new Error(`The lab cannot live in ${dir}: set BALLAST_LAB_DIR to a plain folder such as /tmp/lab.`);
  }
  const runDir = join(dir, name);
  const hosts = Array.from({ length: input.hosts }, (_, index) => `${name}-${index + 1}`);
  const longest = join(runDir, `${name}-${MAX_HOSTS}`, 'libvirt-admin-sock');
  if (Buffer.byteLength(longest) > SOCKET_PATH_LIMIT) {
    throw new Error(`${dir} is too long for Unix sockets: set BALLAST_LAB_DIR to a shorter path.`);
  }
  return {
    name,
    dir,
    cacheDir: join(dir, 'cache'),
    runDir,
    hosts,
    fabricNet: join(runDir, 'fabric.net'),
    collectorSocket: join(runDir, 'heartbeats.sock'),
    settingsFile: join(runDir, 'lab.json'),
  };
}

/** The properties of one host. `number` counts from 1 and is the last part of its address on the management network. */
export interface HostPlace {
  host: string;
  number: number;
  dir: string;
  net: string;
  process: string;
  socket: string;
  address: string;
}

/** The files and the address of one host. Throws if the lab has no such host. */
export function hostPlace(layout: LabLayout, host: string): HostPlace {
  const number = layout.hosts.indexOf(host) + 1;
  if (number === 0) throw new Error(`No host ${host} in this lab: it has ${layout.hosts.join(', ')}.`);
  const dir = join(layout.runDir, host);
  return {
    host,
    number,
    dir,
    net: `${dir}.net`,
    process: join(dir, 'process.json'),
    socket: join(dir, 'libvirt-sock'),
    address: `10.77.0.${number}`,
  };
}

/** A UUID that is derived from these words. */
export function uuidOf(...words: string[]): string {
  const hex = createHash('sha256').update(words.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
