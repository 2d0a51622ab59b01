import type { OfferedCluster } from '../../model/endpoint.ts';
import { unexpected } from './answer.ts';
import { readBalancer } from './balancer.ts';
import { createPve } from './client.ts';
import { readCluster } from './cluster.ts';
import type { ProxmoxClusterConfig, ProxmoxEndpoint } from './config.ts';

/** The one cluster that nodes belong to. Throws DriverError. */
export async function listClusters(endpoint: ProxmoxEndpoint): Promise<OfferedCluster[]> {
  const pve = createPve(endpoint);
  try {
    const cluster = await readCluster(pve);
    const { name, nodes } = cluster;
    const config: ProxmoxClusterConfig = { cluster: name };
    return [{ name, group: null, hosts: nodes.size, config, balancer: await readBalancer(pve, cluster) }];
  } catch (error) {
    throw unexpected(pve.host, error);
  } finally {
    pve.close();
  }
}
