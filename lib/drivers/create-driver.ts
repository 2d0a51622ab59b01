import { DriverError } from '../model/errors.ts';
import type { Clock, DriverKind, HostAddress, HypervisorDriver, SimulatorStore } from '../model/ports.ts';
import { createLibvirtDriver } from './libvirt/index.ts';
import { SimulatorConfig } from './simulator/config.ts';
import { createSimulatorDriver } from './simulator/index.ts';

export interface DriverSetup {
  kind: DriverKind;
  /** What the driver needs besides addresses, as it was stored; each driver parses its own. */
  config: unknown;
  hosts: HostAddress[];
  /** The simulated world's command log; real hypervisors have no use for it. */
  store: SimulatorStore;
  clock: Clock;
}

/** The driver of a cluster. Throws `bad-config` when its configuration or an address cannot be used. */
export function createDriver({ kind, config, hosts, store, clock }: DriverSetup): HypervisorDriver {
  switch (kind) {
    case 'simulator':
      return createSimulatorDriver({ config: parseSimulatorConfig(config), hosts, store, clock });
    case 'libvirt':
      return createLibvirtDriver({ hosts, clock });
  }
}

function parseSimulatorConfig(config: unknown): SimulatorConfig {
  const parsed = SimulatorConfig.safeParse(config);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
  throw new DriverError('bad-config', `the simulated cluster's configuration: ${detail}`, { detail });
}
