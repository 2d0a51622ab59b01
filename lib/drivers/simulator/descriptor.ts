import { z } from 'zod';
import type { DriverDescriptor } from '../descriptor.ts';
import { parseClusterConfig } from '../parse-config.ts';
import { simulatorAbilities } from './abilities.ts';
import { SimulatorConfig } from './config.ts';
import { createSimulatorDriver } from './index.ts';

/** The simulated hypervisor: its configuration is the whole data centre, so its hosts come with it. */
export const simulatorDescriptor: DriverDescriptor = {
  kind: 'simulator',
  isSimulated: true,
  abilities: simulatorAbilities,
  hostFields: [],
  clusterConfig: SimulatorConfig,
  hostConfig: z.object({ uri: z.string().startsWith('simulator://') }),
  endpoint: null,
  sharesNetwork: () => false, // it has links, and no addresses
  hasShell: () => true,
  create: ({ config, hosts, log, clock }) =>
    createSimulatorDriver({ config: parseClusterConfig(SimulatorConfig, config), hosts, log, clock }),
};
