import { DriverError } from '../../model/errors.ts';
import type { MigrationOrder } from '../../model/ports.ts';
import type { Vim } from './client.ts';
import type { VsphereHost } from './config.ts';
import { type Party, vsphereError } from './faults.ts';
import { isConnected } from './map.ts';
import { type FoundVm, findVm, readHosts } from './placement.ts';
import { type Properties, textOf } from './properties.ts';
import { findMigration } from './tasks.ts';

/** A vCenter and the hosts of the cluster. */
export interface Place {
  vim: Vim;
  hostOf(hostId: string): VsphereHost;
}

/** The hosts of a move. */
export interface Ends {
  source: VsphereHost;
  destination: VsphereHost;
  party: Party;
}

/** The VM of an order and what stops it, asked now; only the VM of an order without `trouble` may be moved. */
export interface Readiness {
  vm: FoundVm | null;
  trouble: DriverError[];
}

/**
 * Whether vCenter has both hosts, and the VM at its source in a state that fits the kind of move and without another migration.
 * Throws `host-unreachable` if vCenter does not reach the source.
 */
export async function readReadiness({ vim }: Place, order: MigrationOrder, ends: Ends): Promise<Readiness> {
  const { source, destination, party } = ends;
  if (source.uri === destination.uri) return { vm: null, trouble: [sameHost(party)] };
  const hosts = await readHosts(vim, [source, destination]);
  if (!isReached(hosts.get(source.uri))) throw notReached(source.name);
  const vm = await findVm(vim, order.vmUuid);
  if (vm === null || textOf(vm.properties, 'runtime.host') !== source.uri)
    return { vm: null, trouble: [vsphereError('vm-not-found', party, `${source.name} does not have it`)] };
  return {
    vm,
    trouble: [
      ...stateTrouble(vm, order, party),
      ...destinationTrouble(hosts.get(destination.uri), party),
      ...(await jobTrouble(vim, vm, party)),
    ],
  };
}

const isReached = (seen: Properties | undefined): boolean => seen !== undefined && isConnected(seen);

const sameHost = (party: Party): DriverError =>
  vsphereError('same-host', party, `${party.source} and ${party.destination} are the same host`);

const notReached = (host: string): DriverError =>
  new DriverError('host-unreachable', `vCenter does not reach ${host}`, {
    host,
    detail: 'vCenter does not reach it',
  });

function stateTrouble({ properties }: FoundVm, { kind }: MigrationOrder, party: Party): DriverError[] {
  const needed = kind === 'offline' ? 'poweredOff' : 'poweredOn';
  const state = textOf(properties, 'runtime.powerState') ?? 'unknown';
  return state === needed ? [] : [vsphereError('vm-not-running', party, state)];
}

function destinationTrouble(seen: Properties | undefined, party: Party): DriverError[] {
  if (!isReached(seen)) return [vsphereError('destination-unreachable', party, 'vCenter does not reach it')];
  if (textOf(seen, 'runtime.inMaintenanceMode') !== 'true') return [];
  // it may be leaving that mode: Ballast orders it as a host returns to service
  return [vsphereError('destination-refused', party, 'it is in maintenance mode', 'moment')];
}

async function jobTrouble(vim: Vim, vm: FoundVm, party: Party): Promise<DriverError[]> {
  const task = await findMigration(vim, vm.ref);
  return task === null ? [] : [vsphereError('vm-busy', party, `task ${task.ref.value}`)];
}

/** The VM of an order, if nothing stops it. Throws the first thing that does. */
export async function assertMovable(place: Place, order: MigrationOrder, ends: Ends): Promise<FoundVm> {
  const { vm, trouble } = await readReadiness(place, order, ends);
  const [first] = trouble;
  if (first !== undefined) throw first;
  if (vm === null) throw vsphereError('vm-not-found', ends.party, `${ends.source.name} does not have it`);
  return vm;
}
