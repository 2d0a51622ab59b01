import { DriverError } from '../../model/errors.ts';
import type { DriverDescriptor, EndpointAccess } from '../descriptor.ts';
import { readAnswering } from '../endpoint/certificate.ts';
import { parseClusterConfig, parseEndpointConfig } from '../parse-config.ts';
import { proxmoxAbilities } from './abilities.ts';
import {
  ProxmoxAddresses,
  ProxmoxClusterConfig,
  type ProxmoxEndpoint,
  ProxmoxEndpointConfig,
  ProxmoxHostConfig,
} from './config.ts';
import { createProxmoxDriver } from './index.ts';
import { listClusters } from './list-clusters.ts';

/** Proxmox VE: any node serves its cluster, and knows its hosts. */
export const proxmoxDescriptor: DriverDescriptor = {
  kind: 'proxmox',
  isSimulated: false,
  abilities: proxmoxAbilities,
  hostFields: [],
  clusterConfig: ProxmoxClusterConfig,
  hostConfig: ProxmoxHostConfig,
  endpoint: {
    address: ProxmoxAddresses,
    readCertificates: (address) => readAnswering(address.split(', ').map((each) => new URL(each))),
    listClusters: (access) => listClusters(endpointOf(access)),
  },
  sharesNetwork: () => false, // the cluster has one network for migrations, which its hosts do not name
  maintenanceCommand: (node, want) =>
    `ha-manager crm-command node-maintenance ${want === 'enter' ? 'enable' : 'disable'} ${node}`,
  hasShell: () => false,
  create: ({ endpoint, config, hosts, clock }) =>
    createProxmoxDriver({
      endpoint: endpointOf(endpoint),
      config: parseClusterConfig(ProxmoxClusterConfig, config),
      hosts,
      clock,
    }),
};

function endpointOf(access: EndpointAccess | null): ProxmoxEndpoint {
  if (access !== null) return parseEndpointConfig(ProxmoxEndpointConfig, access);
  const detail = 'it has no address of Proxmox VE';
  throw new DriverError('bad-config', `the cluster: ${detail}`, { detail });
}
