import { may, type StandNode, type StandVm, type World } from './world.ts';

const MIB = 2 ** 20;

/** What the node that was asked knows. */
export type Answer = (world: World, given: Record<string, string>, asked: string) => unknown;

const vmsOn = ({ vms }: World, { name }: StandNode): StandVm[] =>
  [...vms.values()].filter((vm) => vm.node === name && vm.status === 'running');

function figuresOf(world: World, node: StandNode) {
  const vms = vmsOn(world, node);
  const cores = vms.reduce((sum, { cpu, cpus }) => sum + cpu * cpus, node.cpu * node.cpus);
  const used = vms.reduce((sum, { memMiB }) => sum + memMiB * 0.7, 1024);
  return {
    cpu: Math.min(1, cores / node.cpus),
    maxcpu: node.cpus,
    mem: Math.round(used * MIB),
    maxmem: node.memMiB * MIB,
    uptime: 86_400,
  };
}

const nodeRow = (world: World, node: StandNode) => ({
  id: `node/${node.name}`,
  type: 'node',
  node: node.name,
  status: node.isOnline ? 'online' : 'offline',
  ...(node.isOnline && may(world, '/nodes', 'Sys.Audit') ? figuresOf(world, node) : {}),
});

function vmRow({ nodes }: World, vm: StandVm) {
  const isKnown = nodes.get(vm.node)?.isOnline === true;
  const isRunning = isKnown && vm.status === 'running';
  return {
    id: `qemu/${vm.vmid}`,
    type: 'qemu',
    node: vm.node,
    vmid: vm.vmid,
    name: vm.name,
    template: vm.template ? 1 : 0,
    status: isKnown ? vm.status : 'unknown',
    cpu: isRunning ? vm.cpu : 0,
    maxcpu: vm.cpus,
    mem: isRunning ? Math.round(vm.memMiB * 0.5) * MIB : 0,
    maxmem: vm.memMiB * MIB,
    memhost: isRunning ? Math.round(vm.memMiB * 0.7) * MIB : 0,
    uptime: isRunning ? 3600 : 0,
    ...(vm.lock === undefined ? {} : { lock: vm.lock }),
    ...(vm.hastate === undefined ? {} : { hastate: vm.hastate }),
    ...(vm.tags === undefined ? {} : { tags: vm.tags }),
  };
}

const LOCAL_MIB = 400_000;

const storagesOf = ({ lacking, localFreeMiB }: World, { name, isOnline }: StandNode) =>
  [
    { storage: 'shared', shared: 1, freeMiB: LOCAL_MIB },
    { storage: 'local-lvm', shared: 0, freeMiB: localFreeMiB },
  ].map(({ storage, shared, freeMiB }) => ({
    id: `storage/${name}/${storage}`,
    type: 'storage',
    node: name,
    storage,
    shared,
    disk: (LOCAL_MIB - freeMiB) * MIB,
    maxdisk: LOCAL_MIB * MIB,
    status: isOnline && !lacking.has(`${storage}@${name}`) ? 'available' : 'unknown',
  }));

/** The answers about the cluster as a whole. */
export const clusterAnswers: Record<string, Answer> = {
  'GET /version': () => ({ version: '9.1.9', release: '9.1', repoid: '0123456789abcdef' }),
  'GET /cluster/status': ({ cluster, nodes, isQuorate }, _given, asked) => [
    {
      id: 'cluster',
      name: cluster,
      type: 'cluster',
      nodes: nodes.size,
      quorate: isQuorate ? 1 : 0,
      version: 3,
    },
    ...[...nodes.values()].map(({ name, isOnline }, i) => ({
      id: `node/${name}`,
      name,
      type: 'node',
      nodeid: i + 1,
      online: isOnline ? 1 : 0,
      local: name === asked ? 1 : 0,
      ip: `10.0.0.${i + 1}`,
      level: '',
    })),
  ],
  'GET /cluster/options': ({ crs }) => ({ crs, keyboard: 'en-us' }),
  'GET /cluster/resources': (world) => {
    const nodes = [...world.nodes.values()];
    return [
      ...nodes.map((node) => nodeRow(world, node)),
      ...[...world.vms.values()].map((vm) => vmRow(world, vm)),
      ...nodes.flatMap((node) => storagesOf(world, node)),
    ];
  },
  'GET /cluster/ha/status/current': ({ nodes }) => [
    { id: 'quorum', type: 'quorum', node: 'pve1', status: 'OK', quorate: 1 },
    ...[...nodes.values()].map(({ name, isInMaintenance }) => ({
      id: `lrm:${name}`,
      type: 'lrm',
      node: name,
      status: `${name} (${isInMaintenance ? 'maintenance mode' : 'active'}, Mon Nov 30 09:00:00 2026)`,
    })),
  ],
  'GET /cluster/ha/rules': ({ haRules }) => haRules,
  'GET /cluster/ha/resources': ({ vms }) =>
    [...vms.values()].flatMap(({ vmid, hastate, failback = true }) =>
      hastate === undefined
        ? []
        : { sid: `vm:${vmid}`, type: 'vm', state: hastate, failback: failback ? 1 : 0 },
    ),
  'GET /nodes': ({ nodes }) =>
    [...nodes.values()].map(({ name, isOnline, fingerprint }) => ({
      node: name,
      status: isOnline ? 'online' : 'offline',
      ssl_fingerprint: fingerprint,
    })),
  'GET /access/permissions': ({ permissions }) => permissions,
};
