import { z } from 'zod';
import { enteredKinds } from '../../drivers/registry.ts';

const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dots and dashes');

/** An optional address: an empty form field means none. */
const optionalAddress = z
  .string()
  .trim()
  .max(300)
  .nullish()
  .transform((text) => text || null);

/** A host as entered in a form. The driver validates the addresses further. */
export const HostEntry = z.object({
  name,
  uri: z.string().trim().min(1).max(300),
  peerUri: optionalAddress,
  migrationAddress: optionalAddress,
});
export type HostEntry = z.output<typeof HostEntry>;

/** The hosts of one cluster: names and addresses are unique. */
export const HostEntries = z
  .array(HostEntry)
  .min(1)
  .max(500)
  .superRefine((hosts, ctx) => {
    for (const field of ['name', 'uri'] as const) {
      hosts.forEach((host, index) => {
        if (hosts.findIndex((other) => other[field] === host[field]) === index) return;
        const params = { problem: 'twice' };
        ctx.addIssue({ code: 'custom', path: [index, field], message: 'entered twice', params });
      });
    }
  });

/** A kind of hypervisor whose hosts are entered by people. */
export const EnteredDriver = z.enum(enteredKinds);

export const ClusterName = name;
export const ClusterId = z.uuid();
export const ClusterIds = z.array(ClusterId).max(1000);
export const HostId = z.uuid();
export const GroupId = z.uuid();

/** What a group of clusters is called: unlike the name of a cluster, no command ever needs it. */
export const GroupName = z.string().trim().min(1).max(60);
