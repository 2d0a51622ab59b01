import { randomUUID } from 'node:crypto';
import { BallastError, DriverError } from '../../model/errors.ts';
import type { ConnectionCheck } from '../../model/ports.ts';
import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { parseCapabilities } from './domain-xml.ts';
import { driverError, explainFailure } from './failures.ts';
import { parseVersion, splitSections } from './wire.ts';

const PROBE_MS = 10_000;
const UUID_IN_LIST = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** So many VMs of a host are tried, should others be busy. */
const CANDIDATES = 3;

/** What a host said when Ballast asked it. */
interface Answer {
  host: LibvirtHost;
  version: string | null;
  hostUuid: string | null;
  candidates: { uuid: string; isActive: boolean }[];
  failure: DriverError | null;
}

/**
 * Ballast to each host, and each host to each other. The second is asked of the source, without moving anything:
 * libvirt connects to the destination first and compares the VM's new definition with its own after that, so an order
 * to migrate with a definition of another identity is refused only if the source has reached the destination.
 */
export async function testConnections(virsh: Virsh, hosts: LibvirtHost[]): Promise<ConnectionCheck[]> {
  const answers = await Promise.all(hosts.map((host) => askHost(virsh, host)));
  const checks = await Promise.all(
    answers.map(async (source) => {
      const found = [checkOf(source, null, source.failure)];
      const probe = await prepareProbe(virsh, source);
      for (const destination of answers) {
        if (destination === source) continue;
        found.push(checkOf(source, destination, await tryPair(source, destination, probe)));
      }
      return found;
    }),
  );
  return checks.flat();
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

async function askHost(virsh: Virsh, host: LibvirtHost): Promise<Answer> {
  const answer: Answer = { host, version: null, hostUuid: null, candidates: [], failure: null };
  const marker = `--${randomUUID()}--`;
  const commands = ['version --daemon', 'capabilities', 'list --all --uuid', 'list --uuid'];
  try {
    const result = await virsh.run(host.uri, [commands.join(`; echo --str ${marker}; `)]);
    const [version = '', capabilities = '', all = '', active = ''] = splitSections(result.stdout, marker);
    const hypervisor = parseVersion(version);
    if (hypervisor === null) return { ...answer, failure: explainFailure(result, { host: host.name }) };
    const running = new Set(active.match(UUID_IN_LIST));
    const candidates = (all.match(UUID_IN_LIST) ?? [])
      .map((uuid) => ({ uuid, isActive: running.has(uuid) }))
      .sort((a, b) => Number(a.isActive) - Number(b.isActive)); // a stopped one cannot be held up by the question
    const hostUuid = parseCapabilities(capabilities)?.uuid ?? null;
    return { ...answer, version: hypervisor, hostUuid, candidates: candidates.slice(0, CANDIDATES) };
  } catch (error) {
    return { ...answer, failure: asDriverError(error, host) };
  }
}

type Probe = (destination: LibvirtHost, peerUri: string) => Promise<DriverError | null>;

/** The question, with a VM of the source that can serve for it; null when there is none. */
async function prepareProbe(virsh: Virsh, source: Answer): Promise<Probe | null> {
  const { host, candidates } = source;
  const definitions: { uuid: string; isActive: boolean; xml: string }[] = [];
  for (const { uuid, isActive } of candidates) {
    const result = await virsh.run(host.uri, ['dumpxml', '--domain', uuid, '--migratable']);
    const xml = result.stdout.replaceAll(uuid, randomUUID());
    if (result.isOk && xml !== result.stdout) definitions.push({ uuid, isActive, xml });
  }
  if (definitions.length === 0) return null;
  return async (destination, peerUri) => {
    let failure: DriverError | null = null;
    for (const { uuid, isActive, xml } of definitions) {
      const how = isActive ? ['--live', '--p2p'] : ['--offline', '--persistent', '--p2p'];
      const what = ['--domain', uuid, '--desturi', peerUri, '--xml', '/dev/stdin'];
      const options = { input: xml, timeoutMs: PROBE_MS };
      failure = readAnswer(
        await virsh.run(host.uri, ['migrate', ...how, ...what], options),
        host,
        destination,
      );
      if (failure?.code !== 'vm-busy' && failure?.code !== 'vm-not-running') return failure;
    }
    return failure;
  };
}

function readAnswer(
  result: Awaited<ReturnType<Virsh['run']>>,
  host: LibvirtHost,
  destination: LibvirtHost,
): DriverError | null {
  const party = { host: host.name, destination: destination.name };
  if (/Target domain uuid \S+ does not match source/.test(result.stderr)) return null;
  if (result.end === 'silent') return driverError('destination-unreachable', party, 'no answer in time');
  if (result.isOk) return driverError('driver-failed', party, 'the question was taken for an order');
  return explainFailure(result, party, 'migration');
}

async function tryPair(
  source: Answer,
  destination: Answer,
  probe: Probe | null,
): Promise<DriverError | null> {
  const party = { host: source.host.name, destination: destination.host.name };
  const { peerUri, name } = destination.host;
  if (source.failure !== null) return source.failure;
  if (source.hostUuid !== null && source.hostUuid === destination.hostUuid)
    return driverError('same-host', party, `both have the host UUID ${source.hostUuid}`);
  if (peerUri === null)
    return driverError('bad-config', party, `${name} has no address that other hosts can use: enter one`);
  if (probe === null) return driverError('not-tried', party);
  return probe(destination.host, peerUri).catch((error: unknown) => asDriverError(error, source.host));
}

function asDriverError(error: unknown, host: LibvirtHost): DriverError {
  if (error instanceof DriverError) return error;
  const detail = error instanceof BallastError ? error.message : String(error);
  return driverError('driver-failed', { host: host.name }, detail);
}
