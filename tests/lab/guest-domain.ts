import { createHash } from 'node:crypto';
import { uuidOf } from './layout.ts';

/** The load of a guest. */
export interface GuestLoad {
  /** CPU use as a share of its one virtual CPU, 0 to 100. */
  cpuPercent: number;
  /** Write rate in MiB a second, and the size in MiB of the working set that is written. */
  dirtyMiBps: number;
  workingSetMiB: number;
  /** Time between two heartbeats. */
  heartbeatMs: number;
}

export interface GuestSpec extends GuestLoad {
  name: string;
  memoryMiB: number;
}

export const GUEST_DEFAULTS: Omit<GuestSpec, 'name'> = {
  memoryMiB: 96,
  cpuPercent: 0,
  dirtyMiBps: 0,
  workingSetMiB: 16,
  heartbeatMs: 100,
};

/**
 * Memory of a guest, in MiB, that the kernel, the initial file system and a margin need. With less, the guest runs
 * out of memory.
 */
const SYSTEM_MIB = 72;

/** Throws an error with a readable sentence if the requested guest cannot be created. */
export function checkGuest(spec: GuestSpec): void {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(spec.name)) {
    throw new Error(`"${spec.name}" cannot name a guest: use small letters, digits and dashes.`);
  }
  const numbers = [spec.memoryMiB, spec.cpuPercent, spec.dirtyMiBps, spec.workingSetMiB, spec.heartbeatMs];
  if (!numbers.every((number) => Number.isFinite(number) && number >= 0)) {
    throw new Error('Memory, CPU, write rate, working set and heartbeat are numbers from 0.');
  }
  if (spec.cpuPercent > 100) throw new Error('A guest has one CPU: --cpu goes from 0 to 100.');
  if (spec.heartbeatMs < 10) throw new Error('A heartbeat takes at least 10 ms.');
  if (spec.workingSetMiB + SYSTEM_MIB > spec.memoryMiB) {
    const least = spec.workingSetMiB + SYSTEM_MIB;
    throw new Error(`A working set of ${spec.workingSetMiB} MiB needs a guest of at least ${least} MiB.`);
  }
}

/** The command that sets a guest's load. guest-load.c reads it from the command line and from datagrams. */
export function loadWords(load: GuestLoad): string[] {
  return [
    `cpu=${load.cpuPercent}`,
    `dirty=${load.dirtyMiBps}`,
    `ws=${load.workingSetMiB}`,
    `hb=${load.heartbeatMs}`,
  ];
}

/** The MAC and the address of a guest on the guests' network, derived from its name. */
export function guestNetwork(name: string): { mac: string; address: string } {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = createHash('sha256').update(name).digest();
  const mac = ['52', '54', '00', ...[a, b, c].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
  return { mac, address: `10.78.${(d % 250) + 1}.${(e % 250) + 1}` };
}

/**
 * libvirt's description of a guest: one virtual CPU, no disk, one network card. The unpacked kernel with its PVH
 * entry point boots in about 3 s under emulation. On a busy machine its timer can seem broken as it boots, which is not checked. A
 * small translation cache keeps the memory of QEMU itself small.
 */
export function guestXml(input: {
  lab: string;
  spec: GuestSpec;
  kernel: string;
  initrd: string;
  consoleLog: string;
}): string {
  const { spec } = input;
  const { mac, address } = guestNetwork(spec.name);
  const words = [`name=${spec.name}`, `mem=${spec.memoryMiB}`, `address=${address}`, ...loadWords(spec)].map(
    (word) => `lab.${word}`,
  );
  return `<domain type='qemu'>
  <name>${spec.name}</name>
  <uuid>${uuidOf(input.lab, spec.name)}</uuid>
  <memory unit='MiB'>${spec.memoryMiB}</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type>
    <kernel>${input.kernel}</kernel>
    <initrd>${input.initrd}</initrd>
    <cmdline>console=ttyS0 quiet nokaslr no_timer_check mitigations=off ${words.join(' ')}</cmdline>
  </os>
  <features><acpi/><tcg><tb-cache unit='MiB'>32</tb-cache></tcg></features>
  <cpu mode='custom' match='exact' check='none'><model fallback='forbid'>qemu64</model></cpu>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <interface type='bridge'><mac address='${mac}'/><source bridge='br0'/><model type='virtio'/></interface>
    <serial type='file'><source path='${input.consoleLog}' append='on'/></serial>
    <memballoon model='virtio'><stats period='2'/></memballoon>
  </devices>
</domain>
`;
}
