import type { Snapshot, SnapshotVm } from '../../../lib/model/snapshot.ts';

const GROUP = 'group-1';

/** Cores are counted in hundredths: a demand of 1.25 cores is 125 `vcpus` of hbal. */
const HUNDREDTH_MHZ = 26;

// Wide enough to have no effect: this policy limits nothing but the disk template.
const SPEC_MAX = '100000000,1000000,1000000,16,8,1000000';
const IPOLICY = `|128,1,128,1,1,1|0,0,0,0,0,0;${SPEC_MAX}|ext,plain|1000|1000`;

/**
 * The snapshot in ganeti's text format, in the fair mode: without disks, and with measured demand as virtual CPUs,
 * so that hbal's score is exactly sd(memory load) + sd(cpu load). Only running VMs are written. Hosts that are not
 * online, and `emptied`, are offline.
 */
export function writeHbal(snapshot: Snapshot, emptied?: string): string {
  const running = snapshot.vms.filter((vm) => vm.state === 'running');
  const used = new Map<string, number>();
  for (const vm of running) used.set(vm.hostId, (used.get(vm.hostId) ?? 0) + Math.round(vm.memoryMiB));
  const nodes = snapshot.hosts.map((host, i) => {
    const isOffline = host.state !== 'online' || host.id === emptied;
    const total = Math.round(host.memoryMiB - host.reserve.memoryMiB);
    const cpus = Math.round((host.cpuMhz - host.reserve.cpuMhz) / HUNDREDTH_MHZ);
    const role = isOffline ? 'Y' : i === firstOnline(snapshot, emptied) ? 'M' : 'N';
    const free = total - (used.get(host.id) ?? 0);
    return [host.id, total, 0, free, 0, 0, cpus, role, GROUP, 1, '', 'N', 0, 0, '1.0'].join('|');
  });
  const sections = [
    [`default|${GROUP}|preferred||`],
    nodes,
    running.map(writeInstance),
    [],
    [IPOLICY, `default${IPOLICY}`],
  ];
  return sections.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

function firstOnline({ hosts }: Snapshot, emptied?: string): number {
  return hosts.findIndex(({ id, state }) => state === 'online' && id !== emptied);
}

function writeInstance(vm: SnapshotVm): string {
  const vcpus = Math.round((vm.demand.cpuMhz ?? 0) / HUNDREDTH_MHZ);
  return [vm.id, Math.round(vm.memoryMiB), 0, vcpus, 'running', 'Y', vm.hostId, '', 'ext', '', 0, 0].join(
    '|',
  );
}

/** The host of each VM, from the third section of a file that hbal saved. */
export function readHbalPlacement(text: string): Map<string, string> {
  const instances = text.split('\n\n')[2] ?? '';
  return new Map(
    instances.split('\n').flatMap((line) => {
      const columns = line.split('|');
      const [name, hostId] = [columns[0], columns[6]];
      return name && hostId ? [[name, hostId]] : [];
    }),
  );
}
