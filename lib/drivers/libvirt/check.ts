import { DriverError } from '../../model/errors.ts';
import type { MigrationObstacle, MigrationOrder } from '../../model/ports.ts';
import { checkCpu } from './check-cpu.ts';
import { checkStorage } from './check-storage.ts';
import type { Virsh } from './client.ts';
import { type DomainNeeds, parseDomainNeeds } from './domain-xml.ts';
import { driverError } from './failures.ts';
import type { Ends } from './hasten.ts';
import { assertMovable } from './movable.ts';
import { placeVm } from './placement.ts';
import { runScript } from './script.ts';
import { readSurroundings } from './surroundings.ts';
import { parseDomStats, parseNodeMemoryAvailable, parseUuids } from './wire.ts';

const KIB_IN_MIB = 1024;

/** The VM as its host describes it, and the memory that the host holds for it; 0 while it does not run. */
interface Traveller {
  needs: DomainNeeds;
  residentKiB: number;
}

/**
 * What stands against a migration, asked of both hosts now; nothing is moved or begun. Throws when the source cannot be
 * asked. What a host cannot say counts as nothing: in the end the hypervisors decide.
 */
export async function checkMigration(
  virsh: Virsh,
  ends: Ends,
  order: MigrationOrder,
): Promise<MigrationObstacle[]> {
  const found = await findObstacles(virsh, ends, order);
  return found.map(({ code, message, facts }) => ({ code, message, facts }));
}

async function findObstacles(virsh: Virsh, ends: Ends, order: MigrationOrder): Promise<DriverError[]> {
  const { source, destination, party } = ends;
  if (source.hostId === destination.hostId) return [driverError('same-host', party)];
  const refusal = await assertMovable(virsh, source, order, party).then(() => null, asRefusal);
  if (refusal?.code === 'vm-not-found') return [refusal];
  const traveller = await readTraveller(virsh, ends, order);
  const there = await askDestination(virsh, ends, order, traveller).catch(asFinding);
  const [device] = order.kind === 'offline' ? [] : traveller.needs.localDevices;
  return [
    ...(refusal === null ? [] : [refusal]),
    ...(device === undefined ? [] : [driverError('unsupported', party, `it holds the host's ${device}`)]),
    ...there,
  ];
}

/** What the source says of the VM is a finding; that it cannot be asked is not. */
function asRefusal(error: unknown): DriverError {
  const isRefusal =
    error instanceof DriverError && ['vm-not-found', 'vm-busy', 'vm-not-running'].includes(error.code);
  if (isRefusal) return error;
  throw error;
}

function asFinding(error: unknown): DriverError[] {
  if (error instanceof DriverError) return [error];
  throw error;
}

async function readTraveller(
  virsh: Virsh,
  { source, party }: Ends,
  { vmUuid }: MigrationOrder,
): Promise<Traveller> {
  const { sections, failure } = await runScript(virsh, source, [
    `dumpxml --domain ${vmUuid} --migratable`,
    `domstats --raw --balloon --domain ${vmUuid}`,
  ]);
  const needs = parseDomainNeeds(sections[0] ?? '');
  if (needs === null) throw failure ?? driverError('driver-failed', party, 'no XML');
  return { needs, residentKiB: parseDomStats(sections[1] ?? '')[0]?.values.get('balloon.rss') ?? 0 };
}

async function askDestination(
  virsh: Virsh,
  ends: Ends,
  order: MigrationOrder,
  traveller: Traveller,
): Promise<DriverError[]> {
  const { destination, party } = ends;
  const { needs } = traveller;
  const [{ sections }, around, cpu] = await Promise.all([
    runScript(virsh, destination, ['list --all --uuid --name', 'nodememstats']),
    readSurroundings(virsh, destination),
    checkCpu(virsh, ends, needs),
  ]);
  const [list = '', memory = ''] = sections;
  const faults = [...cpu, ...(await checkStorage(virsh, ends, needs, around.pools))];
  const name = await nameFault(virsh, ends, order, parseUuids(list));
  if (name !== null) faults.push(name);
  for (const network of needs.networks)
    if (around.networks !== null && !around.networks.includes(network))
      faults.push(driverError('network-missing', party, `no ${network} on ${destination.name}`));
  const freeKiB = parseNodeMemoryAvailable(memory);
  if (order.kind !== 'offline' && freeKiB !== null && freeKiB < traveller.residentKiB)
    faults.push(fullFault(ends, traveller.residentKiB, freeKiB));
  return faults;
}

/** A name or identity that the destination has given to another VM, or a copy of this very VM that is alive there. */
async function nameFault(
  virsh: Virsh,
  { destination, party }: Ends,
  { vmUuid, vmName }: MigrationOrder,
  uuids: Map<string, string>,
): Promise<DriverError | null> {
  const namesake = uuids.get(vmName);
  if (namesake !== undefined && namesake !== vmUuid.toLowerCase())
    return driverError('name-taken', party, `${vmName} is ${namesake} on ${destination.name}`);
  if (![...uuids.values()].includes(vmUuid.toLowerCase())) return null;
  const place = await placeVm(virsh, destination, vmUuid);
  if (place === 'incoming') return driverError('vm-busy', party, `it is arriving on ${destination.name}`);
  const isDefinition = place === 'stopped' || place === 'absent'; // libvirt replaces it
  return isDefinition ? null : driverError('name-taken', party, `it is ${place} on ${destination.name}`);
}

function fullFault({ destination, party }: Ends, residentKiB: number, freeKiB: number): DriverError {
  const needsMiB = Math.ceil(residentKiB / KIB_IN_MIB);
  const freeMiB = Math.floor(freeKiB / KIB_IN_MIB);
  const detail = `${needsMiB} MiB needed, ${freeMiB} MiB free on ${destination.name}`;
  const { code, message, facts } = driverError('destination-full', party, detail);
  return new DriverError(code, message, { ...facts, needsMiB, freeMiB });
}
