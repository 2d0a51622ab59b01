import type { z } from 'zod';
import type { OfferedCluster } from '../../model/endpoint.ts';
import { createVim, unexpected } from './client.ts';
import type { VsphereClusterConfig, VsphereEndpoint } from './config.ts';
import { balancerOf } from './drs.ts';
import { readBelow, refsOf, textOf } from './properties.ts';

/** The clusters of a vCenter with their datacenters, in a session of its own. Throws DriverError. */
export async function listClusters(endpoint: VsphereEndpoint): Promise<OfferedCluster[]> {
  const vim = createVim(endpoint);
  try {
    const { manager } = await vim.session();
    const datacenters = await readBelow(vim, manager('rootFolder'), { Datacenter: ['name'] });
    const offered: OfferedCluster[] = [];
    for (const { ref, properties } of datacenters) {
      const clusters = await readBelow(vim, ref, {
        ClusterComputeResource: ['name', 'host', 'configurationEx'],
      });
      for (const cluster of clusters) {
        const config: z.input<typeof VsphereClusterConfig> = { cluster: cluster.ref.value };
        offered.push({
          name: textOf(cluster.properties, 'name') ?? cluster.ref.value,
          group: textOf(properties, 'name'),
          hosts: refsOf(cluster.properties, 'host').length,
          config,
          balancer: balancerOf(cluster.properties),
        });
      }
    }
    return offered;
  } catch (error) {
    throw unexpected(endpoint.address.host, error);
  } finally {
    await vim.close();
  }
}
