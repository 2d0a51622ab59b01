import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Account, HOST_PKI, makeKeys, userKey } from './access.ts';
import { type ConsolePlace, consolePlace, raiseConsole, removeConsole } from './console.ts';
import { limitCpu, restoreCpu } from './cpu-faults.ts';
import {
  HEARTBEAT_ADDRESS,
  isNetUp,
  raiseFabric,
  removeFabric,
  shapeLink,
  switchManagementLink,
  switchMemoryPorts,
  switchPair,
} from './fabric.ts';
import { GUEST_DEFAULTS, type GuestLoad, type GuestSpec } from './guest-domain.ts';
import {
  changeLoad,
  dropGuest,
  guestsDir,
  listGuests,
  moveGuest,
  type PlacedGuest,
  startGuest,
} from './guests.ts';
import {
  bootHost,
  freezeHostDaemon,
  hostUri,
  isAnswering,
  isHostRunning,
  killGuestProcess,
  killHost,
  startHost,
  startHostDaemon,
  stopHost,
  stopHostDaemon,
  virsh,
  waitForHost,
  writeHostFiles,
} from './hosts.ts';
import { defaultLabDir, hostPlace, type LabLayout, labLayout, MAX_HOSTS } from './layout.ts';
import { prepareGuest } from './prepare-guest.ts';
import { prepareSystem } from './prepare-system.ts';
import { daemonPid, exclusively, startDaemon, stopDaemon, until } from './shell.ts';
import { freezeSshd, startSshd, stopSshd } from './sshd.ts';
import { openWitness, type Witness } from './witness.ts';

export interface LabOptions {
  /** Up to 12 lower-case letters and digits; the prefix of host names. Labs with different names can run at the same time. */
  name?: string;
  /** Folder for runs and caches. Its path must be short, since it contains Unix sockets. */
  dir?: string;
  hosts?: number;
  /** Memory that each host reports. */
  hostMemoryMiB?: number;
  /** Receives a line of progress from time to time during slow work. */
  log?: (line: string) => void;
}

/** Several real libvirt hosts on this machine, with real guests. */
export interface Lab {
  readonly name: string;
  /** `lab-1`, `lab-2`, ... */
  readonly hosts: readonly string[];
  readonly runDir: string;
  /** Starts what is not running yet: packages, network, hosts, collector. */
  up(): Promise<void>;
  /** Stops and removes everything except the caches. */
  down(): Promise<void>;
  isUp(): boolean;
  /** Whether a host's daemon responds. */
  isAnswering(host: string): Promise<boolean>;
  /** Connection URI for use on this machine. It is valid as peer URI as well. */
  uri(host: string): string;
  /** Connection URI that reaches the host only from the other hosts; over TCP by default. */
  peerUri(host: string, over?: 'tcp' | 'ssh' | 'tls'): string;
  /** Connection URIs for use on the console, with the lab's own key and certificate by default. */
  sshUri(host: string, how?: { account?: Account; keyfile?: string }): string;
  tlsUri(host: string, how?: { pkipath?: string }): string;
  /** An administrator's machine on the network of the hosts. With its `bin` first in PATH, Ballast connects from there. */
  readonly console: ConsolePlace;
  /** Runs `virsh ARGS` against a host and returns what it printed. */
  virsh(host: string, args: readonly string[]): Promise<string>;
  /** Starts a guest and waits for its first heartbeat. Several guests may start at the same time. */
  addGuest(guest: { name: string; host: string } & Partial<Omit<GuestSpec, 'name'>>): Promise<PlacedGuest>;
  removeGuest(name: string): Promise<void>;
  /** Changes the load of a running guest and waits until the guest confirms it. */
  setLoad(name: string, change: Partial<GuestLoad>): Promise<void>;
  /** Every guest on every host that responds, including those that are `shut off`. */
  guests(): Promise<PlacedGuest[]>;
  /** Moves a guest live with virsh, without Ballast; returns the host it left. */
  migrate(name: string, toHost: string): Promise<string>;
  /** Records heartbeats from now on. Must be closed. */
  witness(): Promise<Witness>;
  readonly faults: {
    /** Kills a guest's QEMU on one host, such as the incomplete copy at the destination of a move. */
    killGuestProcess(host: string, guest: string): Promise<void>;
    /** Takes the power of a host: all its processes end, its guests too, and it is off the network. Its disk stays. */
    killHost(host: string): Promise<void>;
    /** Boots a host that was killed. Its guests stay off, unless they have autostart. */
    bootHost(host: string): Promise<void>;
    /** Kills libvirtd and keeps it down. Guests continue. */
    stopDaemon(host: string): Promise<void>;
    startDaemon(host: string): Promise<void>;
    /** Suspends libvirtd: the process exists and does not respond. */
    freezeDaemon(host: string): Promise<void>;
    thawDaemon(host: string): Promise<void>;
    /** Disconnects a host from the management and migration network. Its Unix socket still responds. */
    cutLink(host: string): Promise<void>;
    joinLink(host: string): Promise<void>;
    /** Drops all packets between two hosts. The console still reaches both. */
    cutPair(host: string, other: string): Promise<void>;
    joinPair(host: string, other: string): Promise<void>;
    /** Stops sshd and closes all of its connections. */
    stopSshd(host: string): Promise<void>;
    startSshd(host: string, settings?: readonly string[]): Promise<void>;
    /** Suspends sshd: it accepts connections and does not respond. */
    freezeSshd(host: string): Promise<void>;
    thawSshd(host: string): Promise<void>;
    /** No memory leaves a host any more: the ports on which libvirt receives it cannot be reached. All else can. */
    closeMemoryPorts(host: string): Promise<void>;
    openMemoryPorts(host: string): Promise<void>;
    /** Nothing leaves a host faster than this, by traffic shaping. */
    slowLink(host: string, mbps: number): Promise<void>;
    freeLink(host: string): Promise<void>;
    /** A host whose CPU lacks these features; its libvirtd is restarted. */
    limitCpu(host: string, features: readonly string[]): Promise<void>;
    restoreCpu(host: string): Promise<void>;
  };
}

const Settings = z.object({ hosts: z.number().int(), hostMemoryMiB: z.number().int() });
const DEFAULTS = { name: 'lab', hosts: 3, hostMemoryMiB: 2048 };
const collectorRecord = (layout: LabLayout): string => join(layout.runDir, 'collector.json');

function readSettings(layout: LabLayout): z.infer<typeof Settings> | undefined {
  if (!existsSync(layout.settingsFile)) return undefined;
  return Settings.parse(JSON.parse(readFileSync(layout.settingsFile, 'utf8')));
}

/** The reason why this machine cannot run a lab, as a sentence, or undefined. */
export function whyNoLab(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return 'The lab needs Linux on x64: it makes its hosts of namespaces.';
  }
  if (process.getuid?.() !== 0)
    return 'The lab needs root: it makes namespaces, mounts and networks. Try sudo.';
  if (!existsSync('/usr/bin/apt-get'))
    return 'The lab needs Debian 12: it takes QEMU and libvirt from its backports.';
  return undefined;
}

async function startCollector(layout: LabLayout): Promise<void> {
  if (daemonPid(collectorRecord(layout)) !== undefined) return;
  rmSync(layout.collectorSocket, { force: true });
  const script = join(import.meta.dirname, 'heartbeat-collector.ts');
  const node = [process.execPath, script, HEARTBEAT_ADDRESS, layout.collectorSocket];
  const logFile = join(layout.runDir, 'collector.log');
  startDaemon({
    command: 'nsenter',
    args: [`--net=${layout.fabricNet}`, ...node],
    recordFile: collectorRecord(layout),
    logFile,
  });
  const isListening = () =>
    openWitness(layout.collectorSocket).then(
      (witness) => {
        witness.close();
        return true;
      },
      () => false,
    );
  await until(isListening, {
    seconds: 30,
    failure: `The collector of heartbeats did not start: see ${logFile}.`,
  });
}

async function takeDown(layout: LabLayout): Promise<void> {
  await Promise.all(layout.hosts.map((host) => stopHost(layout, host)));
  await stopDaemon(collectorRecord(layout));
  await removeConsole(layout);
  await removeFabric(layout);
  rmSync(layout.runDir, { recursive: true, force: true, maxRetries: 5 }); // a guest may be starting at this moment
}

async function bringUp(layout: LabLayout, hostMemoryMiB: number, log: (line: string) => void): Promise<void> {
  const system = await prepareSystem(layout.cacheDir, log);
  await prepareGuest(layout.cacheDir, system);
  if (!isNetUp(layout.fabricNet)) await takeDown(layout); // leftovers of a machine restart
  mkdirSync(layout.runDir, { recursive: true, mode: 0o700 });
  mkdirSync(guestsDir(layout), { recursive: true });
  writeFileSync(layout.settingsFile, JSON.stringify({ hosts: layout.hosts.length, hostMemoryMiB }));
  if (!isNetUp(layout.fabricNet)) await raiseFabric(layout);
  await startCollector(layout);
  await makeKeys(layout);
  await raiseConsole(layout);
  for (const host of layout.hosts) {
    if (isHostRunning(layout, host)) {
      await writeHostFiles(layout, host);
      continue;
    }
    await stopHost(layout, host);
    await startHost(layout, host, { system, memoryMiB: hostMemoryMiB });
  }
  await Promise.all(layout.hosts.map((host) => waitForHost(layout, host)));
}

function labFaults(layout: LabLayout, hostMemoryMiB: number): Lab['faults'] {
  return {
    killHost: (host) => killHost(layout, host),
    bootHost: async (host) => {
      const system = await prepareSystem(layout.cacheDir, () => undefined);
      await bootHost(layout, host, { system, memoryMiB: hostMemoryMiB });
    },
    killGuestProcess: (host, guest) => killGuestProcess(layout, host, guest),
    stopDaemon: (host) => stopHostDaemon(layout, host),
    startDaemon: (host) => startHostDaemon(layout, host),
    freezeDaemon: (host) => freezeHostDaemon(layout, host, true),
    thawDaemon: (host) => freezeHostDaemon(layout, host, false),
    cutLink: (host) => switchManagementLink(layout, host, 'down'),
    joinLink: (host) => switchManagementLink(layout, host, 'up'),
    cutPair: (host, other) => switchPair(layout, [host, other], 'down'),
    joinPair: (host, other) => switchPair(layout, [host, other], 'up'),
    stopSshd: (host) => stopSshd(layout, host),
    startSshd: (host, settings) => startSshd(layout, host, settings),
    freezeSshd: (host) => freezeSshd(layout, host, true),
    thawSshd: (host) => freezeSshd(layout, host, false),
    closeMemoryPorts: (host) => switchMemoryPorts(layout, host, 'closed'),
    openMemoryPorts: (host) => switchMemoryPorts(layout, host, 'open'),
    slowLink: (host, mbps) => shapeLink(layout, host, mbps),
    freeLink: (host) => shapeLink(layout, host, null),
    limitCpu: (host, features) => limitCpu(layout, host, features),
    restoreCpu: (host) => restoreCpu(layout, host),
  };
}

/**
 * A lab by its name. Nothing is started before `up`. If the lab is up already, it is used as it is; if more hosts
 * are requested, the next `up` adds them.
 */
export function createLab(options: LabOptions = {}): Lab {
  const name = options.name ?? DEFAULTS.name;
  const dir = options.dir ?? defaultLabDir(process.env);
  const running = readSettings(labLayout({ name, dir, hosts: 2 }));
  const hosts = Math.max(options.hosts ?? running?.hosts ?? DEFAULTS.hosts, running?.hosts ?? 0);
  const hostMemoryMiB = running?.hostMemoryMiB ?? options.hostMemoryMiB ?? DEFAULTS.hostMemoryMiB;
  const layout = labLayout({ name, dir, hosts });
  const log = options.log ?? (() => undefined);

  /** Checks before a start or stop that a lab can run here, and that no other command is running. */
  const alone = (action: () => Promise<void>) => {
    const reason = whyNoLab();
    if (reason) throw new Error(reason);
    return exclusively(
      `${layout.runDir}.lock`,
      `Another command starts or ends the lab "${name}" just now.`,
      action,
    );
  };

  return {
    name,
    hosts: layout.hosts,
    runDir: layout.runDir,
    up: async () => alone(() => bringUp(layout, hostMemoryMiB, log)),
    // with the maximum number of hosts, which includes those of an interrupted `up`
    down: async () => alone(() => takeDown(labLayout({ name, dir, hosts: MAX_HOSTS }))),
    isUp: () => isNetUp(layout.fabricNet),
    isAnswering: (host) => isAnswering(layout, host),
    uri: (host) => hostUri(layout, host),
    peerUri: (host, over = 'tcp') =>
      ({
        tcp: `qemu+tcp://${hostPlace(layout, host).address}/system`,
        ssh: `qemu+ssh://root@${host}/system`,
        tls: `qemu+tls://${host}/system?pkipath=${HOST_PKI}`,
      })[over],
    sshUri: (host, { account = 'root', keyfile = userKey(layout) } = {}) =>
      `qemu+ssh://${account}@${host}/system?keyfile=${keyfile}`,
    tlsUri: (host, { pkipath = consolePlace(layout).pki } = {}) =>
      `qemu+tls://${host}/system?pkipath=${pkipath}`,
    console: consolePlace(layout),
    virsh: (host, args) => virsh(layout, host, args),
    addGuest: async ({ host, ...guest }) => {
      const system = await prepareSystem(layout.cacheDir, log);
      const image = { kernel: join(system, 'vmlinux'), initrd: await prepareGuest(layout.cacheDir, system) };
      return startGuest(layout, host, { ...GUEST_DEFAULTS, ...guest }, image);
    },
    removeGuest: (guest) => dropGuest(layout, guest),
    setLoad: (guest, change) => changeLoad(layout, guest, change),
    guests: () => listGuests(layout),
    migrate: (guest, toHost) => moveGuest(layout, guest, toHost),
    witness: () => openWitness(layout.collectorSocket),
    faults: labFaults(layout, hostMemoryMiB),
  };
}
