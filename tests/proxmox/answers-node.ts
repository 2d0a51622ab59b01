import type { Answer } from './answers-cluster.ts';
import { localDisksOf } from './disks.ts';
import type { Machine } from './machine.ts';
import { beginMigration } from './migration.ts';
import { dirtyRateText, groupedText, plainText } from './monitor-text.ts';
import { refuse } from './refuse.ts';
import { beginTask, endTask } from './tasks.ts';
import { may, type StandNode, type StandTask, type StandVm, USER, type World } from './world.ts';

function nodeOf({ nodes }: World, { node }: Record<string, string>): StandNode {
  return nodes.get(String(node)) ?? refuse(500, `no such cluster node '${node}'\n`);
}

function vmOf({ vms }: World, { node, vmid }: Record<string, string>): StandVm {
  const vm = vms.get(Number(vmid));
  if (vm !== undefined && vm.node === node) return vm;
  return refuse(500, `Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist\n`);
}

const taskOf = ({ tasks }: World, { upid }: Record<string, string>): StandTask =>
  tasks.get(String(upid)) ?? refuse(500, 'no such task\n');

function need(world: World, path: string, privilege: string): void {
  if (!may(world, path, privilege)) refuse(403, `Permission check failed (${path}, ${privilege})\n`);
}

const devicesOf = ({ config }: StandVm): string[] =>
  Object.keys(config).filter((key) => /^(hostpci|usb)\d/.test(key));

/** The VMs that rules of this kind name together with a VM. */
const othersOf = ({ haRules }: World, { vmid }: StandVm, affinity: string): string[] =>
  haRules
    .filter((rule) => rule.affinity === affinity && rule.resources.split(',').includes(`vm:${vmid}`))
    .flatMap(({ resources }) => resources.split(',').filter((each) => each !== `vm:${vmid}`));

const isAt = ({ vms }: World, sid: string, node: string): boolean =>
  vms.get(Number(sid.slice(3)))?.node === node;

function precheck(world: World, vm: StandVm, target: string) {
  const blocking = othersOf(world, vm, 'negative').filter((sid) => isAt(world, sid, target));
  const unavailable = world.lacking.has(`shared@${target}`) ? ['shared'] : [];
  const refused = {
    ...(unavailable.length > 0 ? { unavailable_storages: unavailable } : {}),
    ...(blocking.length > 0
      ? { 'blocking-ha-resources': blocking.map((sid) => ({ sid, cause: 'resource-affinity' })) }
      : {}),
  };
  const isAllowed = Object.keys(refused).length === 0;
  return {
    running: vm.status === 'running' ? 1 : 0,
    'has-dbus-vmstate': 1,
    local_disks: localDisksOf(vm).map(({ volid, sizeMiB, isCd }) => ({
      volid,
      size: sizeMiB * 2 ** 20,
      cdrom: isCd ? 1 : 0,
      is_unused: 0,
    })),
    local_resources: devicesOf(vm),
    'mapped-resources': [],
    'mapped-resource-info': {},
    allowed_nodes: isAllowed ? [target] : [],
    not_allowed_nodes: isAllowed ? {} : { [target]: refused },
    'dependent-ha-resources': othersOf(world, vm, 'positive'),
  };
}

function migrate(world: World, given: Record<string, string>): string {
  const vm = vmOf(world, given);
  const target = String(given.target);
  need(world, '/vms', 'VM.Migrate');
  if (target === vm.node) refuse(400, 'target is local node.\n');
  if (!world.nodes.has(target)) refuse(500, `no such cluster node '${target}'\n`);
  if (vm.lock !== undefined) refuse(500, `VM is locked (${vm.lock})\n`);
  if (vm.status === 'running' && given.online !== '1')
    refuse(500, "can't migrate running VM without --online\n");
  if (vm.plan.refuse !== undefined) refuse(500, `${vm.plan.refuse}\n`);
  if (world.lacking.has(`shared@${target}`))
    refuse(500, `storage 'shared' is not available on node '${target}'\n`);
  const bwlimit = given.bwlimit === undefined ? null : Number(given.bwlimit);
  const takesDisks = given['with-local-disks'] === '1';
  if (localDisksOf(vm).length > 0 && !takesDisks)
    refuse(500, "can't live migrate attached local disks without with-local-disks option\n");
  if (vm.hastate === undefined)
    return beginMigration(world, vm, target, { user: USER, bwlimit, takesDisks }).upid;
  const task = beginTask(world, { node: vm.node, type: 'hamigrate', vmid: vm.vmid, user: USER });
  vm.hastate = 'migrate';
  world.haOrders.add({ vm, target, bwlimit: null, beginsAtMs: world.now() + (vm.plan.haDelayMs ?? 300) });
  endTask(task, world.now(), 'OK');
  return task.upid;
}

function monitor(world: World, given: Record<string, string>): string | Promise<string> {
  const vm = vmOf(world, given);
  const command = String(given.command);
  const privilege = command.startsWith('info ') ? 'Sys.Audit' : 'Sys.Modify';
  need(world, '/vms', privilege);
  if (vm.status !== 'running') refuse(500, `VM ${vm.vmid} not running\n`);
  if (vm.machine !== undefined) return realMonitor(vm.vmid, vm.machine, command);
  if (command === 'info migrate') return migrationText(world, vm);
  const seconds = /^calc_dirty_rate (\d+)$/.exec(command)?.[1];
  if (seconds !== undefined) {
    vm.measuring = { startMs: world.now(), seconds: Number(seconds) };
    return `Starting dirty rate measurement with period ${seconds} seconds\n`;
  }
  if (command !== 'info dirty_rate') return `unknown command: '${command}'\n`;
  const { measuring } = vm;
  if (measuring === undefined) return 'Status: unstarted\n';
  const isOver = world.now() >= measuring.startMs + measuring.seconds * 1000;
  const written = Math.min(vm.dirtyMiBps, vm.workingSetMiB / measuring.seconds);
  return dirtyRateText(measuring.startMs, measuring.seconds, isOver ? written : null);
}

/** The process may end while it is asked, as at the end of a migration. */
async function realMonitor(vmid: number, machine: Machine, command: string): Promise<string> {
  try {
    return await machine.monitor(command);
  } catch {
    return refuse(500, `VM ${vmid} qmp command 'human-monitor-command' failed - client closed connection\n`);
  }
}

function migrationText(world: World, vm: StandVm): string {
  const migration = [...world.migrations].find((each) => each.vm === vm);
  if (migration?.copy == null) return '';
  const { task, copy, mibps } = migration;
  const elapsedMs = world.now() - task.startedMs;
  const shown = { copy, status: 'active', elapsedMs, mibps, dirtyMiBps: vm.dirtyMiBps };
  return world.qemu === '10.0' ? plainText(shown) : groupedText(shown);
}

const rowOf = ({ upid, node, pid, pstart, startedMs, type, vmid, user }: StandTask) => ({
  upid,
  node,
  pid,
  pstart,
  starttime: Math.floor(startedMs / 1000),
  type,
  id: String(vmid),
  user,
});

function listTasks({ tasks }: World, given: Record<string, string>) {
  const isAsked = (task: StandTask): boolean =>
    task.node === given.node &&
    (given.vmid === undefined || task.vmid === Number(given.vmid)) &&
    (given.typefilter === undefined || task.type === given.typefilter) &&
    (given.since === undefined || Math.floor(task.startedMs / 1000) >= Number(given.since)) &&
    (given.source === 'all' || (given.source === 'active') === (task.exit === null));
  return [...tasks.values()].filter(isAsked).map((task) => ({
    ...rowOf(task),
    ...(task.endedMs === null
      ? { status: 'RUNNING' }
      : { endtime: Math.floor(task.endedMs / 1000), status: task.exit }),
  }));
}

/** The answers of a node about itself, its VMs and its tasks. */
export const nodeAnswers: Record<string, Answer> = {
  'GET /nodes/{node}/status': (world, given) => {
    need(world, '/nodes', 'Sys.Audit');
    const { cpus, memMiB, flags } = nodeOf(world, given);
    const bytes = memMiB * 2 ** 20;
    return {
      'boot-info': { mode: 'efi' },
      'current-kernel': { machine: 'x86_64', release: '6.17.2-1-pve', sysname: 'Linux', version: '#1 SMP' },
      pveversion: 'pve-manager/9.1.9/0123456789abcdef',
      cpu: 0.2,
      cpuinfo: { cpus, cores: cpus / 2, sockets: 1, model: 'AMD EPYC 7302 16-Core', mhz: '2994.375', flags },
      loadavg: ['0.10', '0.20', '0.30'],
      memory: { total: bytes, used: bytes / 2, free: bytes / 2, available: bytes / 2 },
      rootfs: { total: 2 ** 35, used: 2 ** 33, free: 2 ** 34, avail: 2 ** 34 },
    };
  },
  'GET /nodes/{node}/network': (world, given) =>
    nodeOf(world, given).bridges.map((iface) => ({ iface, type: 'bridge', active: 1 })),
  'GET /nodes/{node}/qemu/{vmid}/config': (world, given) => {
    const vm = vmOf(world, given);
    return { name: vm.name, cores: vm.cpus, memory: String(vm.memMiB), digest: `d${vm.vmid}`, ...vm.config };
  },
  'GET /nodes/{node}/qemu/{vmid}/migrate': (world, given) => {
    need(world, '/vms', 'VM.Migrate');
    return precheck(world, vmOf(world, given), String(given.target));
  },
  'POST /nodes/{node}/qemu/{vmid}/migrate': migrate,
  'POST /nodes/{node}/qemu/{vmid}/monitor': monitor,
  'GET /nodes/{node}/tasks': listTasks,
  'GET /nodes/{node}/tasks/{upid}/status': (world, given) => {
    const task = taskOf(world, given);
    if (task.exit === null) return { ...rowOf(task), status: 'running' };
    return { ...rowOf(task), status: 'stopped', exitstatus: task.exit };
  },
  'GET /nodes/{node}/tasks/{upid}/log': (world, given) =>
    taskOf(world, given)
      .log.map((t, i) => ({ n: i + 1, t }))
      .slice(Number(given.start ?? 0), Number(given.start ?? 0) + Number(given.limit ?? 50)),
  'DELETE /nodes/{node}/tasks/{upid}': (world, given) => {
    const task = taskOf(world, given);
    if (task.user !== USER) need(world, '/nodes', 'Sys.Modify');
    task.isStopped = true;
    return null;
  },
};
