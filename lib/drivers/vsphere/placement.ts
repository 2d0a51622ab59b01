import type { Placement, PlacementState } from '../../model/ports.ts';
import type { Vim } from './client.ts';
import type { VsphereHost } from './config.ts';
import { isFault } from './faults.ts';
import { isConnected } from './map.ts';
import { type Properties, readObject, readObjects, textOf } from './properties.ts';
import { element, type Ref, refOf, returned } from './soap.ts';

/** A VM at its vCenter, read just now. */
export interface FoundVm {
  ref: Ref;
  properties: Properties;
}

const PLACE = ['runtime.host', 'runtime.powerState', 'runtime.connectionState'];

/** A VM by its instance UUID; null: vCenter has none. */
export async function findVm(vim: Vim, vmUuid: string): Promise<FoundVm | null> {
  const args = element('uuid', vmUuid) + element('vmSearch', true) + element('instanceUuid', true);
  const ref = refOf(returned(await vim.call('FindByUuid', 'searchIndex', args)), 'VirtualMachine');
  if (ref === null) return null;
  try {
    return { ref, properties: await readObject(vim, ref, PLACE) };
  } catch (error) {
    if (isFault(error, 'ManagedObjectNotFound')) return null; // it was removed between the two requests
    throw error;
  }
}

export const refOfHost = ({ uri }: VsphereHost): Ref => ({ type: 'HostSystem', value: uri });

/** What is to be known of hosts before a move, by the id of the host at its vCenter. */
export async function readHosts(vim: Vim, hosts: readonly VsphereHost[]): Promise<Map<string, Properties>> {
  const paths = ['runtime.connectionState', 'runtime.inMaintenanceMode', 'summary.config.vmotionEnabled'];
  const seen = await readObjects(vim, hosts.map(refOfHost), paths);
  return new Map(seen.map(({ ref, properties }) => [ref.value, properties]));
}

/** Where vCenter has the VM. A host that vCenter does not reach says nothing: it may run what vCenter does not know of. */
export async function locateVm(
  vim: Vim,
  vmUuid: string,
  hosts: readonly VsphereHost[],
): Promise<Placement[]> {
  const states = await readHosts(vim, hosts);
  const vm = await findVm(vim, vmUuid);
  return hosts.map((host) => ({ hostId: host.hostId, state: stateAt(host, states.get(host.uri), vm) }));
}

function stateAt(host: VsphereHost, seen: Properties | undefined, vm: FoundVm | null): PlacementState {
  if (seen === undefined || !isConnected(seen)) return 'unreachable';
  if (vm === null || textOf(vm.properties, 'runtime.host') !== host.uri) return 'absent';
  if (!isConnected(vm.properties)) return 'unreachable';
  return textOf(vm.properties, 'runtime.powerState') === 'poweredOn' ? 'running' : 'stopped';
}
