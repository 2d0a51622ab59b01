import { type DriverKind, type DriverTraits, driverKinds } from '../model/driver-traits.ts';
import type { HypervisorDriver } from '../model/ports.ts';
import type { DriverDescriptor, DriverSetup } from './descriptor.ts';
import { libvirtDescriptor } from './libvirt/descriptor.ts';
import { withFigures } from './prometheus/with-figures.ts';
import { proxmoxDescriptor } from './proxmox/descriptor.ts';
import { simulatorDescriptor } from './simulator/descriptor.ts';
import { vsphereDescriptor } from './vsphere/descriptor.ts';

const descriptors: Record<DriverKind, DriverDescriptor> = {
  simulator: simulatorDescriptor,
  libvirt: libvirtDescriptor,
  vsphere: vsphereDescriptor,
  proxmox: proxmoxDescriptor,
};

/** What a kind of driver says of itself. */
export const descriptorOf = (kind: DriverKind): DriverDescriptor => descriptors[kind];

/** The kinds whose hosts people enter; the others discover them. */
export const enteredKinds: readonly DriverKind[] = driverKinds.filter(
  (kind) => descriptors[kind].hostFields.length > 0,
);

/** The kinds that people can connect. */
export const connectableKinds: readonly DriverKind[] = driverKinds.filter(
  (kind) => descriptors[kind].hostFields.length > 0 || descriptors[kind].endpoint !== null,
);

/** The kinds whose clusters are at one address, with their hosts. */
export const endpointKinds: readonly DriverKind[] = driverKinds.filter(
  (kind) => descriptors[kind].endpoint !== null,
);

/** The same in a form that a page may send to a browser. */
export function traitsOf(kind: DriverKind): DriverTraits {
  const { isSimulated, hostFields, endpoint, abilities } = descriptors[kind];
  return { kind, isSimulated, hostFields, hasEndpoint: endpoint !== null, abilities };
}

/** The driver of a cluster. Throws `bad-config` if its configuration or an address is invalid. */
export function createDriver(kind: DriverKind, setup: DriverSetup): HypervisorDriver {
  const driver = descriptors[kind].create(setup);
  const { figures, hosts } = setup;
  return figures ? withFigures(driver, { ...figures, hosts }) : driver;
}
