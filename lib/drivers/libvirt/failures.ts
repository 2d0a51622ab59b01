import { DriverError, type DriverErrorCode, type Facts, type FailureScope } from '../../model/errors.ts';
import { ENTRY, type FailureRule, GENERAL, MIGRATION } from './failure-rules.ts';
import type { VirshResult } from './virsh-result.ts';

/** The objects of a call: names to display. `destination` only if two hosts were involved. */
export interface Party {
  host: string;
  destination?: string;
  vm?: string;
}

const OWN_CONNECTION =
  /failed to connect to the hypervisor|Disconnected from|failed to reconnect|unable to register.*connection/i;

/** The sentence of each code, for logs; `detail` follows. Screens have their own, in `messages/`. */
const SENTENCES: Record<DriverErrorCode, (party: Required<Party>) => string> = {
  'host-unreachable': ({ host }) => `${host} does not answer`,
  'host-refused': ({ host }) => `${host} answers, but does not let Ballast in`,
  'host-key-unknown': ({ host }) => `ssh does not know the key of ${host}`,
  'host-key-changed': ({ host }) => `${host} has another host key than before`,
  'key-needs-passphrase': ({ host }) => `the SSH key for ${host} needs a passphrase`,
  'key-unusable': ({ host }) => `the SSH key for ${host} cannot be used`,
  'certificate-unusable': ({ host }) => `Ballast has no TLS certificate that serves for ${host}`,
  'certificate-refused': ({ host }) => `the TLS certificate of ${host} has expired or is of an unknown CA`,
  'certificate-other-name': ({ host }) => `the TLS certificate of ${host} is for another name`,
  'certificate-changed': ({ host }) => `${host} shows another certificate than before`,
  'privilege-missing': ({ host }) => `the user lacks a privilege on ${host}`,
  'host-crowded': ({ host }) => `the sshd of ${host} accepts no more connections at this moment`,
  'socket-refused': ({ host }) => `libvirt on ${host} does not let this user in`,
  'vm-not-found': ({ host, vm }) => `${host} does not know ${vm}`,
  'vm-not-running': ({ vm }) => `${vm} is not in a state in which it can move this way`,
  'vm-busy': ({ vm }) => `another job works on ${vm}`,
  'destination-unreachable': ({ host, destination }) => `${host} cannot reach ${destination}`,
  'destination-refused': ({ host, destination }) => `${destination} does not let ${host} in`,
  'peer-key-unknown': ({ host, destination }) => `ssh on ${host} does not know the key of ${destination}`,
  'peer-key-changed': ({ host, destination }) => `ssh on ${host} knows another key of ${destination}`,
  'peer-login-refused': ({ host, destination }) => `the sshd of ${destination} does not let ${host} in`,
  'peer-socket-refused': ({ host, destination }) => `libvirt on ${destination} does not let ${host} in`,
  'peer-crowded': ({ destination }) =>
    `the sshd of ${destination} accepts no more connections at this moment`,
  'peer-certificate-refused': ({ host, destination }) =>
    `the TLS certificates of ${host} and ${destination} do not fit`,
  'destination-lost': ({ destination, vm }) => `${destination} went away while ${vm} was being copied`,
  'load-failed': ({ destination, vm }) => `${destination} could not take over what was copied of ${vm}`,
  'destination-full': ({ destination, vm }) => `${destination} has not enough memory for ${vm}`,
  'same-host': ({ host, destination }) => `${host} and ${destination} are one host`,
  'name-taken': ({ destination, vm }) => `${destination} has another VM of the name or identity of ${vm}`,
  'network-missing': ({ destination, vm }) => `a network of ${vm} does not exist on ${destination}`,
  'storage-missing': ({ destination, vm }) => `a disk of ${vm} cannot be reached from ${destination}`,
  'storage-unsafe': ({ host, vm }) => `${host} does not trust that the disks of ${vm} are shared`,
  'cpu-incompatible': ({ destination, vm }) => `${destination} lacks the CPU model or features of ${vm}`,
  'resource-missing': ({ destination, vm }) =>
    `${destination} lacks the CPUs, memory or devices that ${vm} is bound to`,
  'vm-not-movable': ({ host, vm }) => `${host} does not migrate ${vm} as it is`,
  'moves-others': ({ host, vm }) => `${host} moves other VMs together with ${vm}`,
  'migration-cancelled': ({ vm }) => `the migration of ${vm} was cancelled`,
  'migration-failed': ({ vm }) => `the migration of ${vm} failed`,
  unsupported: ({ host }) => `${host} cannot do this`,
  'not-tried': ({ host, destination }) =>
    `${host} has no VM with which the way to ${destination} could be tried`,
  'bad-config': ({ host }) => `an address or name of ${host} will not be passed on`,
  'driver-failed': ({ host }) => `${host} gave an answer that was not understood`,
};

/**
 * An error with the sentence of its code; `scope` if it is known better than from the code. Facts: `host`, `source`,
 * `destination`, `vm` if they are known, `detail`.
 */
export function driverError(
  code: DriverErrorCode,
  party: Party,
  detail = '',
  scope?: FailureScope,
): DriverError {
  const { host, destination = 'the destination', vm = 'the VM' } = party;
  const sentence = SENTENCES[code]({ host, destination, vm });
  const facts: Facts = { host, source: host, detail };
  if (party.destination !== undefined) facts.destination = party.destination;
  if (party.vm !== undefined) facts.vm = party.vm;
  const options = scope === undefined ? {} : { scope };
  return new DriverError(code, detail === '' ? sentence : `${sentence}: ${detail}`, facts, options);
}

/** A line of libvirt's own log, which appears between virsh's messages. Only warnings and errors matter. */
const LOG_LINE = /^\d{4}-\d\d-\d\d \S+: \d+: (\w+) : (?:\S+:\d+ : )?/;
const MAX_DETAIL_CHARACTERS = 300;

/** virsh's own messages without prefixes, in order. If they are too long, only the last lines that fit are kept. */
export function detailOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => !['info', 'debug'].includes(LOG_LINE.exec(line)?.[1] ?? ''))
    .map((line) =>
      line
        .replace(LOG_LINE, '')
        .replace(/^error:\s*/, '')
        .trim(),
    )
    .filter((line) => line !== '' && !/^@+$/.test(line));
  while (lines.length > 1 && lines.join('; ').length > MAX_DETAIL_CHARACTERS) lines.shift();
  return lines.join('; ').slice(-MAX_DETAIL_CHARACTERS);
}

const firstMatch = (rules: readonly FailureRule[], text: string): FailureRule | undefined =>
  rules.find(([pattern]) => pattern.test(text));

/**
 * Whether virsh lost, or never had, its connection to the host: then the result of the request is unknown. In a
 * migration the same messages may concern the destination.
 */
export function hasLostHost({ end, stderr }: VirshResult): boolean {
  return end !== 'exited' || OWN_CONNECTION.test(stderr);
}

/** Why a call to a host failed. `during`: messages about connections concern the destination in a migration. */
export function explainFailure(
  result: VirshResult,
  party: Party,
  during: 'call' | 'migration' = 'call',
): DriverError {
  if (result.end !== 'exited') {
    const detail = result.end === 'silent' ? 'no answer in time' : 'virsh was ended from outside';
    return driverError('host-unreachable', party, detail);
  }
  const detail = detailOf(result.stderr);
  if (NO_PROXY.test(detail)) return driverError('unsupported', party, detail);
  if (hasLostHost(result) || (during === 'call' && CONNECTION.test(detail)))
    return driverError(firstMatch(ENTRY, result.stderr)?.[1] ?? 'host-unreachable', party, detail);
  const [, code, scope] = firstMatch(during === 'migration' ? MIGRATION : GENERAL, detail) ?? [];
  const fallback = during === 'migration' ? 'migration-failed' : otherwise(detail);
  return driverError(code ?? fallback, party, detail, scope);
}

/** ssh accepted us, but found neither libvirt's own helper nor netcat there. */
const NO_PROXY = /(nc|virt-ssh-helper): (command )?not found/i;
const CONNECTION = /client socket is closed|End of file while reading|keepalive timeout|Cannot recv data/i;

const otherwise = (detail: string): DriverErrorCode =>
  /unknown (option|command)|not supported by the connection driver|unsupported option/i.test(detail)
    ? 'unsupported'
    : 'driver-failed';
