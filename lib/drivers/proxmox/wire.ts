import { z } from 'zod';
import { DriverError } from '../../model/errors.ts';

// What Ballast reads of the answers of Proxmox VE. Numbers may come as text, and truth as 0 and 1: it is written in Perl.

const number = z.union([z.number(), z.string().transform(Number).pipe(z.number())]);
const truth = z
  .union([z.boolean(), z.literal(1), z.literal(0), z.literal('1'), z.literal('0')])
  .transform((value) => value === true || value === 1 || value === '1');

/** `/cluster/resources`: nodes, VMs, containers and storages, as each node reported them some seconds ago. */
export const Resources = z.array(
  z.object({
    type: z.string(),
    id: z.string(),
    node: z.string().optional(),
    status: z.string().optional(),
    vmid: number.optional(),
    name: z.string().optional(),
    template: truth.optional(),
    lock: z.string().optional(),
    hastate: z.string().optional(),
    tags: z.string().optional(),
    cpu: number.optional(), // of all its CPUs, 0 to 1
    maxcpu: number.optional(),
    mem: number.optional(), // bytes
    maxmem: number.optional(),
    memhost: number.optional(),
    storage: z.string().optional(),
    shared: truth.optional(),
    disk: number.optional(), // bytes: of a storage, what is used
    maxdisk: number.optional(),
  }),
);
export type Resource = z.infer<typeof Resources>[number];

/** `/cluster/status`: the cluster, unless it is one node alone, and its nodes. */
export const ClusterStatus = z.array(
  z.object({
    type: z.string(),
    name: z.string(),
    quorate: truth.optional(),
    online: truth.optional(),
    local: truth.optional(), // the node that answers
    ip: z.string().optional(),
  }),
);
export type ClusterStatus = z.infer<typeof ClusterStatus>;

export const HaStatus = z.array(
  z.object({ type: z.string(), node: z.string().optional(), status: z.string() }),
);

export const HaRules = z.array(
  z.object({
    rule: z.string(),
    type: z.string().optional(),
    affinity: z.string().optional(),
    resources: z.string().optional(),
    nodes: z.string().optional(), // pve1:2,pve2: with priorities
    strict: truth.optional(),
    disable: truth.optional(),
  }),
);

/** Resources under HA. Failback is on unless it says otherwise. */
export const HaResources = z.array(z.object({ sid: z.string(), failback: truth.optional() }));

export const Nodes = z.array(z.object({ node: z.string(), ssl_fingerprint: z.string().optional() }));

export const Options = z.object({
  crs: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});

export const NodeStatus = z.object({
  pveversion: z.string(),
  cpuinfo: z.object({
    cpus: number,
    model: z.string().optional(),
    mhz: number.optional(),
    flags: z.string().optional(),
  }),
  memory: z.object({ total: number }),
});

export const Interfaces = z.array(z.object({ iface: z.string() }));

/** The configuration of a VM, each setting by its name. */
export const VmConfig = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).catch(''));
export type VmConfig = z.infer<typeof VmConfig>;

/** Privileges by path: those that hold below it too are true. */
export const Permissions = z.record(z.string(), z.record(z.string(), truth));

export const Precheck = z.object({
  local_disks: z
    .array(
      z.object({
        volid: z.string().default(''),
        size: number.default(0), // bytes
        cdrom: truth.optional(),
        is_unused: truth.optional(),
      }),
    )
    .default([]),
  local_resources: z.array(z.string()).default([]),
  'mapped-resource-info': z
    .record(z.string(), z.object({ 'live-migration': truth.optional() }).catch({}))
    .default({}),
  not_allowed_nodes: z
    .record(
      z.string(),
      z
        .object({
          unavailable_storages: z.array(z.string()).default([]),
          'blocking-ha-resources': z.array(z.object({ sid: z.string() })).default([]),
        })
        .catch({ unavailable_storages: [], 'blocking-ha-resources': [] }),
    )
    .default({}),
  'dependent-ha-resources': z.array(z.string()).default([]),
});
export type Precheck = z.infer<typeof Precheck>;

export const Upid = z.string();

export const TaskStatus = z.object({ status: z.string(), exitstatus: z.string().optional() });

export const Tasks = z.array(
  z.object({
    upid: z.string(),
    type: z.string(),
    starttime: number,
    endtime: number.optional(),
  }),
);

export const TaskLog = z.array(z.object({ t: z.string() }));

/** An answer by its schema. Throws `driver-failed` if it is something else. */
export function read<T>(schema: z.ZodType<T>, answer: unknown, path: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = `${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
  throw new DriverError('driver-failed', `an answer was not understood: ${detail}`, { host: path, detail });
}
