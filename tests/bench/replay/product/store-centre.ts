import type { Database } from '../../../../lib/db/client.ts';
import type { PolicyPatch } from '../../../../lib/model/policy.ts';
import { present } from '../../../../lib/model/present.ts';
import type { DataCentre } from '../data-centre.ts';

/** Stores the cluster of a replay with its reserves and the policy of the run; its VMs come with the first observation. */
export async function storeCentre(
  db: Database,
  name: string,
  centre: DataCentre,
  policy: PolicyPatch,
): Promise<{ clusterId: string; hostIds: string[] }> {
  const cluster = await db.cluster.create({
    data: {
      name,
      driver: 'simulator',
      policy: { create: { scope: 'cluster', patch: { vmOverheadMiB: 0, ...policy } } },
      hosts: {
        create: centre.hosts.map((host) => ({
          name: present(host.name, 'name'),
          uri: `replay://${host.id}`,
          policy: {
            create: {
              scope: 'host',
              patch: {
                reserveCores: host.reserve.cpuMhz / (host.cpuMhz / present(host.cpuCores, 'cores')),
                reserveMemoryMiB: host.reserve.memoryMiB,
              },
            },
          },
        })),
      },
    },
    include: { hosts: { orderBy: { name: 'asc' } } },
  });
  return { clusterId: cluster.id, hostIds: cluster.hosts.map(({ id }) => id) };
}
