import { DriverError } from '../../model/errors.ts';
import type { MigrationObstacle, MigrationOrder } from '../../model/ports.ts';
import { checkCpu } from './check-cpu.ts';
import { judgeFolders } from './check-folders.ts';
import { checkBindings, checkHugePages } from './check-resources.ts';
import { checkStorage } from './check-storage.ts';
import { findTies, keptQuestions } from './check-ties.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { type HostCapabilities, parseCapabilities } from './definition/capabilities.ts';
import { type DomainDefinition, readDefinition } from './definition/read-definition.ts';
import { driverError } from './failures.ts';
import type { Ends } from './force-completion.ts';
import { movableQuestions, whyNotMovable } from './movable.ts';
import { findLeftBehind } from './offline-proof.ts';
import { placeVm } from './placement.ts';
import { runScript } from './script.ts';
import { SURROUNDINGS, type Surroundings, surroundingsOf } from './surroundings.ts';
import {
  type ListedDomain,
  parseDomainList,
  parseDomStats,
  parseFreePages,
  parseNodeMemoryAvailable,
} from './wire.ts';

const KIB_IN_MIB = 1024;

/** The VM as its host describes it, and the memory that the host holds for it; 0 while it does not run. */
interface Traveller {
  needs: DomainDefinition;
  residentKiB: number;
}

/**
 * The obstacles of a migration, asked from both hosts now; nothing is moved or started. Throws if the source cannot
 * be asked. What a host does not report is no obstacle: in the end the hypervisors decide.
 */
export async function checkMigration(
  virsh: Virsh,
  ends: Ends,
  order: MigrationOrder,
): Promise<MigrationObstacle[]> {
  const found = await findObstacles(virsh, ends, order);
  return found.map(({ code, scope, message, facts }) => ({ code, scope, message, facts }));
}

async function findObstacles(virsh: Virsh, ends: Ends, order: MigrationOrder): Promise<DriverError[]> {
  const { source, destination, party } = ends;
  if (source.hostId === destination.hostId) return [driverError('same-host', party)];
  const [here, there] = await Promise.all([
    askSource(virsh, ends, order),
    askDestination(virsh, destination).catch(asFinding),
  ]);
  const { refusal, traveller, ties } = here;
  if (refusal?.code === 'vm-not-found') return [refusal];
  if (refusal?.code === 'vm-not-running') return [refusal]; // the other checks would be for the wrong kind of move
  if (traveller === null) throw here.failure ?? driverError('driver-failed', party, 'no XML');
  return [
    ...(refusal === null ? [] : [refusal]),
    ...ties,
    ...(Array.isArray(there) ? there : await compare(virsh, ends, order, traveller, there).catch(asFinding)),
  ];
}

/** A failure at the destination is an obstacle, also if it does not answer. */
function asFinding(error: unknown): DriverError[] {
  if (error instanceof DriverError) return [error];
  throw error;
}

async function askSource(virsh: Virsh, ends: Ends, order: MigrationOrder) {
  const { source, party } = ends;
  const { vmUuid } = order;
  const { results, sections, failure } = await runScript(virsh, source, [
    ...movableQuestions(vmUuid),
    `dumpxml --domain ${vmUuid} --migratable`,
    `domstats --raw --balloon --domain ${vmUuid}`,
    ...keptQuestions(vmUuid),
  ]);
  const refusal = whyNotMovable(results, order, party);
  const defined = readDefinition(sections[2] ?? '');
  const judged = defined && refusal === null ? await judgeFolders(virsh, ends, order, defined) : null;
  const needs = judged?.definition ?? defined;
  const residentKiB = parseDomStats(sections[3] ?? '')[0]?.values.get('balloon.rss') ?? 0;
  const traveller: Traveller | null = needs === null ? null : { needs, residentKiB };
  const tied = needs === null ? [] : findTies(order, needs, results.slice(4), party);
  const ties = [...tied, ...(judged?.faults ?? [])];
  return { refusal, traveller, ties, failure };
}

/** The available resources, and the memory. */
interface Destination extends Surroundings {
  domains: ListedDomain[];
  freeKiB: number | null;
  pagesFreeKiB: Map<number, number> | null;
  capabilities: HostCapabilities | null;
}

async function askDestination(virsh: Virsh, destination: LibvirtHost): Promise<Destination> {
  const questions = [
    'list --all --uuid --name',
    'nodememstats',
    'freepages --all',
    'capabilities',
    ...SURROUNDINGS,
  ];
  const { results } = await runScript(virsh, destination, questions);
  const [list, memory, pages, capabilities, ...around] = results;
  return {
    domains: parseDomainList(list?.stdout ?? ''),
    freeKiB: parseNodeMemoryAvailable(memory?.stdout ?? ''),
    pagesFreeKiB: pages?.isOk ? parseFreePages(pages.stdout) : null,
    capabilities: parseCapabilities(capabilities?.stdout ?? ''),
    ...surroundingsOf(around),
  };
}

async function compare(
  virsh: Virsh,
  ends: Ends,
  order: MigrationOrder,
  { needs, residentKiB }: Traveller,
  there: Destination,
): Promise<DriverError[]> {
  const { destination, party } = ends;
  const [cpu, storage, name] = await Promise.all([
    checkCpu(virsh, ends, needs),
    order.kind === 'offline'
      ? findLeftBehind(virsh, ends, needs)
      : checkStorage(virsh, ends, needs, there.pools),
    nameFault(virsh, ends, order, there.domains),
  ]);
  const faults = [
    ...cpu,
    ...storage,
    ...(name === null ? [] : [name]),
    ...checkBindings(ends, needs, there.capabilities),
    ...(order.kind === 'offline' ? [] : checkHugePages(ends, needs, there.pagesFreeKiB)),
  ];
  for (const network of needs.networks)
    if (there.networks !== null && !there.networks.includes(network))
      faults.push(driverError('network-missing', party, `no ${network} on ${destination.name}`));
  if (order.kind !== 'offline' && there.freeKiB !== null && there.freeKiB < residentKiB)
    faults.push(fullFault(ends, residentKiB, there.freeKiB));
  return faults;
}

/** A name or UUID that another VM of the destination has, or an active copy of this VM there. */
async function nameFault(
  virsh: Virsh,
  { destination, party }: Ends,
  { vmUuid, vmName }: MigrationOrder,
  domains: ListedDomain[],
): Promise<DriverError | null> {
  const uuid = vmUuid.toLowerCase();
  const namesake = domains.find((one) => one.name === vmName && one.uuid !== uuid);
  if (namesake !== undefined)
    return driverError('name-taken', party, `${vmName} is ${namesake.uuid} on ${destination.name}`);
  if (!domains.some((one) => one.uuid === uuid)) return null;
  const place = await placeVm(virsh, destination, vmUuid);
  if (place === 'incoming') return driverError('vm-busy', party, `it is arriving on ${destination.name}`);
  const isDefinition = place === 'stopped' || place === 'absent'; // libvirt replaces it
  return isDefinition ? null : driverError('name-taken', party, `it is ${place} on ${destination.name}`);
}

function fullFault({ destination, party }: Ends, residentKiB: number, freeKiB: number): DriverError {
  const needsMiB = Math.ceil(residentKiB / KIB_IN_MIB);
  const freeMiB = Math.floor(freeKiB / KIB_IN_MIB);
  const detail = `${needsMiB} MiB needed, ${freeMiB} MiB free on ${destination.name}`;
  const { code, scope, message, facts } = driverError('destination-full', party, detail);
  return new DriverError(code, message, { ...facts, needsMiB, freeMiB }, { scope });
}
