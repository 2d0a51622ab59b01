import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { DriverError, isOfHosts } from '../../model/errors.ts';
import type { ConnectionCheck } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { parseCapabilities } from './definition/capabilities.ts';
import { SILENT_END } from './failure-rules.ts';
import { driverError, explainFailure, type Party } from './failures.ts';
import { isOnlyIdentityRefused, probe, probeArguments, writeProbeDefinition } from './migration-probe.ts';
import { runScript } from './script.ts';
import type { VirshResult } from './virsh-result.ts';
import { parseVersion } from './wire.ts';

const UUID_IN_LIST = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** How many VMs of a host are tried, if some cannot be used for reasons of their own. */
const CANDIDATES = 8;

/** The answer of a host to Ballast. */
interface Answer {
  host: LibvirtHost;
  version: string | null;
  hostUuid: string | null;
  candidates: { uuid: string; isActive: boolean }[];
  failure: DriverError | null;
}

/**
 * Tests Ballast to each host, and each host to each other. The second is tested through the source, without moving
 * anything: libvirt connects to the destination first and compares the VM's new definition with its own afterwards.
 * So a migration with a definition that has a different UUID is refused only if the source has reached the
 * destination.
 */
export async function testConnections(virsh: Virsh, hosts: LibvirtHost[]): Promise<ConnectionCheck[]> {
  const answers = await Promise.all(hosts.map((host) => askHost(virsh, host)));
  const folder = await mkdtemp(join(tmpdir(), 'ballast-test-'));
  try {
    return (await Promise.all(answers.map((source) => checksFrom(virsh, source, answers, folder)))).flat();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What some of these hosts, those that answer, find when they connect to a host that does not answer Ballast; null: they got in. */
export async function askPeers(
  virsh: Virsh,
  others: readonly LibvirtHost[],
  host: LibvirtHost,
  count: number,
): Promise<{ peer: LibvirtHost; failure: DriverError | null }[]> {
  const answers = await Promise.all(others.map((other) => askHost(virsh, other)));
  // one without VMs cannot try it
  const able = answers
    .filter(({ failure }) => failure === null)
    .sort((a, b) => Number(b.candidates.length > 0) - Number(a.candidates.length > 0));
  const silent: Answer = { host, version: null, hostUuid: null, candidates: [], failure: null };
  const folder = await mkdtemp(join(tmpdir(), 'ballast-test-'));
  try {
    return await Promise.all(
      able.slice(0, count).map(async (source) => {
        const questions = await prepareQuestions(virsh, source, folder).catch(() => []);
        return { peer: source.host, failure: await tryPair(source, silent, questions) };
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checksFrom(
  virsh: Virsh,
  source: Answer,
  answers: Answer[],
  folder: string,
): Promise<ConnectionCheck[]> {
  const checks = [checkOf(source, null, source.failure)];
  const questions = await prepareQuestions(virsh, source, folder).catch(() => []);
  const destinations = answers.filter((answer) => answer !== source);
  const asked = destinations.map(async (destination, index) => {
    const inTurn = startingAt(questions, index);
    return checkOf(source, destination, await tryPair(source, destination, inTurn));
  });
  return [...checks, ...(await Promise.all(asked))];
}

/** Each destination is first tested with a different VM, so that silent destinations are waited for in parallel. */
function startingAt<T>(all: readonly T[], index: number): T[] {
  const start = all.length === 0 ? 0 : index % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}

function checkOf(from: Answer, to: Answer | null, failure: DriverError | null): ConnectionCheck {
  return {
    hostId: from.host.hostId,
    toHostId: to?.host.hostId ?? null,
    ok: failure === null,
    version: to === null ? from.version : null,
    code: failure?.code ?? null,
    message: failure?.message ?? null,
  };
}

export async function askHost(virsh: Virsh, host: LibvirtHost): Promise<Answer> {
  const answer: Answer = { host, version: null, hostUuid: null, candidates: [], failure: null };
  const commands = ['version --daemon', 'capabilities', 'list --all --uuid', 'list --uuid'];
  try {
    const { sections, failure } = await runScript(virsh, host, commands);
    const [version = '', capabilities = '', all = '', active = ''] = sections;
    const hypervisor = parseVersion(version);
    if (hypervisor === null)
      return { ...answer, failure: failure ?? driverError('driver-failed', { host: host.name }, version) };
    const running = new Set(active.match(UUID_IN_LIST));
    const candidates = (all.match(UUID_IN_LIST) ?? [])
      .map((uuid) => ({ uuid, isActive: running.has(uuid) }))
      .sort((a, b) => Number(a.isActive) - Number(b.isActive)); // a stopped VM is not affected by the test
    const hostUuid = parseCapabilities(capabilities)?.uuid ?? null;
    return { ...answer, version: hypervisor, hostUuid, candidates: candidates.slice(0, CANDIDATES) };
  } catch (error) {
    return { ...answer, failure: asDriverError(error, host) };
  }
}

/** Orders the migration that must be refused, with a VM of the source, to a destination. */
type Question = (peerUri: string) => Promise<VirshResult>;

/** One test for each suitable VM; none for a host without VMs. */
async function prepareQuestions(virsh: Virsh, source: Answer, folder: string): Promise<Question[]> {
  const questions: Question[] = [];
  for (const { uuid, isActive } of source.candidates) {
    const file = await writeProbeDefinition(virsh, source.host, uuid, folder);
    if (file === null) continue;
    const how = isActive ? ['--live'] : ['--offline', '--persistent'];
    const oneByOne = pLimit(1); // each test is a job on the VM, and a second one would find it busy
    questions.push((peerUri) =>
      oneByOne(() => probe(virsh, source.host, probeArguments(how, file, uuid, peerUri))),
    );
  }
  return questions;
}

async function askSource(
  source: LibvirtHost,
  destination: LibvirtHost,
  questions: Question[],
): Promise<DriverError | null> {
  const party = { host: source.name, destination: destination.name };
  if (destination.peerUri === null) {
    const detail = `${destination.name} has no address that other hosts can use: enter one`;
    return driverError('bad-config', party, detail);
  }
  let other: DriverError | null = null;
  for (const question of questions) {
    const failure = readAnswer(await question(destination.peerUri), party);
    if (failure === null || isOfHosts(failure)) return failure;
    other = worthTelling(other, failure);
  }
  if (other !== null && !isOfVm(other)) return other;
  return driverError('not-tried', party, String(other?.facts.detail ?? ''));
}

/** Why a VM cannot be used says nothing about the connection between the hosts. */
const isOfVm = ({ code, scope }: DriverError): boolean => scope === 'vm' || code === 'vm-busy';

/** The first failure counts, unless it is about the VM alone and the next is not. */
const worthTelling = (first: DriverError | null, next: DriverError): DriverError =>
  first === null || (isOfVm(first) && !isOfVm(next)) ? next : first;

function readAnswer(result: VirshResult, party: Party): DriverError | null {
  if (isOnlyIdentityRefused(result)) return null;
  if (result.end === 'silent') return driverError('destination-unreachable', party, 'no answer in time');
  // ssh always reports connection errors: if it ends without a message, it was connected, and libvirt closed the connection
  if (SILENT_END.test(result.stderr)) return null;
  if (result.isOk) return driverError('not-tried', party, 'virsh does not say how it ended');
  return explainFailure(result, party, 'migration');
}

async function tryPair(
  source: Answer,
  destination: Answer,
  questions: Question[],
): Promise<DriverError | null> {
  const party = { host: source.host.name, destination: destination.host.name };
  if (source.failure !== null) return source.failure;
  if (source.hostUuid !== null && source.hostUuid === destination.hostUuid)
    return driverError('same-host', party, `both have the host UUID ${source.hostUuid}`);
  return askSource(source.host, destination.host, questions).catch((error: unknown) =>
    asDriverError(error, source.host),
  );
}

function asDriverError(error: unknown, host: LibvirtHost): DriverError {
  if (error instanceof DriverError) return error;
  return driverError('driver-failed', { host: host.name }, String(error));
}
