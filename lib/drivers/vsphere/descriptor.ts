import { DriverError } from '../../model/errors.ts';
import type { DriverDescriptor, EndpointAccess } from '../descriptor.ts';
import { readCertificate } from '../endpoint/certificate.ts';
import { parseClusterConfig, parseEndpointConfig } from '../parse-config.ts';
import { vsphereAbilities } from './abilities.ts';
import {
  VsphereAddress,
  VsphereClusterConfig,
  type VsphereEndpoint,
  VsphereEndpointConfig,
  VsphereHostConfig,
} from './config.ts';
import { createVsphereDriver } from './index.ts';
import { listClusters } from './list-clusters.ts';

/** VMware vSphere: a vCenter serves its clusters, and knows their hosts. */
export const vsphereDescriptor: DriverDescriptor = {
  kind: 'vsphere',
  isSimulated: false,
  abilities: vsphereAbilities,
  hostFields: [],
  clusterConfig: VsphereClusterConfig,
  hostConfig: VsphereHostConfig,
  endpoint: {
    address: VsphereAddress,
    readCertificates: async (address) => [await readCertificate(new URL(address))],
    listClusters: (access) => listClusters(endpointOf(access)),
  },
  sharesNetwork: () => false, // vCenter does not say which networks its vMotion adapters are on
  hasShell: () => false,
  create: ({ endpoint, config, hosts, clock }) =>
    createVsphereDriver({
      endpoint: endpointOf(endpoint),
      config: parseClusterConfig(VsphereClusterConfig, config),
      hosts,
      clock,
    }),
};

function endpointOf(access: EndpointAccess | null): VsphereEndpoint {
  if (access !== null) return parseEndpointConfig(VsphereEndpointConfig, access);
  throw new DriverError('bad-config', 'the cluster has no vCenter', { detail: 'it has no vCenter' });
}
