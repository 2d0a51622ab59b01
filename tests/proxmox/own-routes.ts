import type { ApiField, ApiRoute, ApiRoutes } from './api-field.ts';

const text: ApiField = { type: 'string' };
const integer: ApiField = { type: 'integer' };
const number: ApiField = { type: 'number' };
const truth: ApiField = { type: 'boolean' };
const maybe = (field: ApiField): ApiField => ({ ...field, optional: 1 });
const oneOf = (...names: string[]): ApiField => ({ type: 'string', enum: names });
const object = (properties: Record<string, ApiField>): ApiField => ({ type: 'object', properties });
const list = (items: ApiField): ApiField => ({ type: 'array', items });

const node = text;
const vmid: ApiField = { type: 'integer', minimum: 100, maximum: 999_999_999 };
const ofVm = { node, vmid };
const ofTask = { node, upid: text };

const task = {
  upid: text,
  node: text,
  pid: integer,
  pstart: integer,
  starttime: integer,
  type: text,
  id: text,
  user: text,
};

const resource = object({
  id: text,
  type: oneOf('node', 'storage', 'pool', 'qemu', 'lxc', 'openvz', 'sdn', 'network'),
  node: maybe(text),
  status: maybe(text),
  vmid: maybe(integer),
  name: maybe(text),
  template: maybe(truth),
  lock: maybe(text),
  hastate: maybe(text),
  tags: maybe(text),
  cpu: maybe(number),
  maxcpu: maybe(number),
  mem: maybe(integer),
  maxmem: maybe(integer),
  memhost: maybe(integer),
  uptime: maybe(integer),
  storage: maybe(text),
  shared: maybe(truth),
  disk: maybe(integer),
  maxdisk: maybe(integer),
});

const onNode = (parameters: Record<string, ApiField>, returns: ApiField): ApiRoute => ({
  allowtoken: 1,
  proxyto: 'node',
  parameters: { properties: parameters },
  returns,
});

const ofCluster = (returns: ApiField, parameters: Record<string, ApiField> = {}): ApiRoute => ({
  allowtoken: 1,
  parameters: { properties: parameters },
  returns,
});

/** The paths that Ballast uses, as the documentation of Proxmox VE's API describes them: as far as Ballast uses them. */
export const ownRoutes: ApiRoutes = new Map(
  Object.entries({
    'GET /version': ofCluster(object({ version: text, release: text, repoid: text })),
    'GET /cluster/status': ofCluster(
      list(
        object({
          id: text,
          name: text,
          type: oneOf('cluster', 'node'),
          quorate: maybe(truth),
          online: maybe(truth),
          local: maybe(truth),
          ip: maybe(text),
        }),
      ),
    ),
    'GET /cluster/options': ofCluster(object({})),
    'GET /cluster/resources': ofCluster(list(resource), {
      type: maybe(oneOf('vm', 'storage', 'node', 'sdn')),
    }),
    'GET /cluster/ha/status/current': ofCluster(
      list(
        object({
          id: text,
          type: oneOf('quorum', 'master', 'lrm', 'service', 'fencing'),
          node: text,
          status: text,
        }),
      ),
    ),
    'GET /cluster/ha/rules': ofCluster(list(object({ rule: text }))),
    'GET /cluster/ha/resources': ofCluster(list(object({ sid: text }))),
    'GET /access/permissions': ofCluster(object({})),
    'GET /nodes': ofCluster(
      list(
        object({ node: text, status: oneOf('unknown', 'online', 'offline'), ssl_fingerprint: maybe(text) }),
      ),
    ),
    'GET /nodes/{node}/status': onNode(
      { node },
      object({
        pveversion: text,
        cpuinfo: object({ cpus: integer, cores: integer, sockets: integer, model: text }),
        memory: object({ total: integer, used: integer, free: integer }),
      }),
    ),
    'GET /nodes/{node}/network': onNode(
      { node, type: maybe(oneOf('bridge', 'vnet', 'any_bridge', 'any_local_bridge', 'include_sdn')) },
      list(object({ iface: text, type: text })),
    ),
    'GET /nodes/{node}/qemu/{vmid}/config': onNode(ofVm, object({ digest: text })),
    'GET /nodes/{node}/qemu/{vmid}/migrate': onNode(
      { ...ofVm, target: maybe(text) },
      object({
        running: truth,
        'has-dbus-vmstate': truth,
        local_disks: list(object({ volid: text, size: integer, cdrom: truth, is_unused: truth })),
        local_resources: list(text),
        'mapped-resource-info': object({}),
        'mapped-resources': list(text),
        allowed_nodes: maybe(list(text)),
        not_allowed_nodes: maybe(object({})),
        'dependent-ha-resources': maybe(list(text)),
      }),
    ),
    'POST /nodes/{node}/qemu/{vmid}/migrate': onNode(
      {
        ...ofVm,
        target: text,
        online: maybe(truth),
        bwlimit: maybe({ ...integer, minimum: 0 }),
        'with-local-disks': maybe(truth),
        targetstorage: maybe(text),
      },
      text,
    ),
    'POST /nodes/{node}/qemu/{vmid}/monitor': onNode({ ...ofVm, command: text }, text),
    'GET /nodes/{node}/tasks': onNode(
      {
        node,
        vmid: maybe(vmid),
        source: maybe(oneOf('archive', 'active', 'all')),
        typefilter: maybe(text),
        since: maybe(integer),
      },
      list(object({ ...task, endtime: maybe(integer), status: maybe(text) })),
    ),
    'GET /nodes/{node}/tasks/{upid}/status': onNode(
      ofTask,
      object({ ...task, status: oneOf('running', 'stopped'), exitstatus: maybe(text) }),
    ),
    'GET /nodes/{node}/tasks/{upid}/log': onNode(
      { ...ofTask, start: maybe(integer), limit: maybe(integer) },
      list(object({ n: integer, t: text })),
    ),
    'DELETE /nodes/{node}/tasks/{upid}': onNode(ofTask, { type: 'null' }),
  }),
);
