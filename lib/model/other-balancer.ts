import { z } from 'zod';

/**
 * Another balancer of a cluster, as its manager reports it. `manual`: it only recommends. `automatic`: it moves VMs by itself,
 * and might undo what Ballast does.
 */
export const OtherBalancer = z.object({
  name: z.string(), // as its administrators know it, such as DRS
  mode: z.enum(['off', 'manual', 'automatic']),
});
export type OtherBalancer = z.infer<typeof OtherBalancer>;
