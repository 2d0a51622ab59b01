import { z } from 'zod';

/** The largest that can be made: twice the size that Ballast is measured at. */
const MAX_HOSTS = 2000;
const MAX_VMS = 50_000;
/** As many hosts as a cluster of SCVMM or vSphere may have. */
const HOSTS_A_CLUSTER = 64;

/** The size of a simulated data centre to make. Without `clusters`: as few as 64 hosts each allow. */
export const DataCentreSize = z
  .object({
    hosts: z.number().int().min(1).max(MAX_HOSTS),
    vms: z.number().int().min(0).max(MAX_VMS),
    clusters: z.number().int().min(1).optional(),
    seed: z.number().int().min(0).default(7),
  })
  .transform(({ hosts, vms, clusters, seed }) => ({
    hosts,
    vms,
    clusters: clusters ?? Math.ceil(hosts / HOSTS_A_CLUSTER),
    seed,
  }))
  .refine(({ hosts, clusters }) => clusters <= hosts, {
    path: ['clusters'],
    message: 'each cluster needs a host',
  });
export type DataCentreSize = z.infer<typeof DataCentreSize>;
