import { toPlainText } from './plain-text.ts';

/** Values that explain a code: numbers with the unit in the name, or names to show. */
export type Facts = Record<string, string | number>;

/** Facts that can be kept, shown and printed, whoever chose the names in them. */
export function plainFacts(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? toPlainText(value) : value,
    ]),
  );
}

/**
 * Every failure that Ballast can explain: a kebab-case code with the facts that a sentence needs.
 * The screens take their words from `messages/`, by code; `message` is the English sentence for logs.
 */
export class BallastError extends Error {
  override readonly name: string = 'BallastError';
  readonly facts: Facts;

  constructor(
    readonly code: string,
    message: string,
    facts: Facts = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.facts = plainFacts(facts);
  }
}

/** Codes of what can go wrong between Ballast and a hypervisor. */
export const driverErrorCodes = [
  'host-unreachable', // no answer: nothing is known about what runs there
  'host-refused', // it answered, and would not let us in (keys, passwords, permissions)
  'host-key-unknown', // ssh does not know the host's key yet, and never asks
  'host-key-changed', // the host shows another key than before: reinstalled, or somebody between
  'key-needs-passphrase', // the SSH key is encrypted, and nobody is there to enter its passphrase
  'key-unusable', // the SSH key file is missing, or others may read it
  'certificate-unusable', // Ballast's own TLS certificate is missing, expired, or not accepted by the host
  'certificate-refused', // the host's TLS certificate has expired, or is of an unknown CA
  'certificate-other-name', // the host's TLS certificate is for another name than the one in the address
  'host-crowded', // sshd turns connections away because too many are being opened
  'socket-refused', // ssh let the user in, and libvirt did not
  'vm-not-found', // the host was read and does not know the VM
  'vm-not-running', // the VM is there, but in a state that cannot migrate this way
  'vm-busy', // another job works on the VM
  'destination-unreachable', // the source cannot reach the destination
  'destination-refused', // the destination was asked and said no, for a cause without a code of its own
  'peer-key-unknown', // ssh of the source does not know the destination's host key yet
  'peer-key-changed', // ssh of the source knows another host key of the destination
  'peer-login-refused', // the destination's sshd does not let the source in
  'peer-socket-refused', // it does, and libvirt there does not
  'peer-crowded', // the destination's sshd turns connections away
  'peer-certificate-refused', // TLS between the two: missing, expired, of another name or of an unknown CA
  'destination-lost', // the destination went away while memory was being copied
  'load-failed', // the destination's hypervisor could not take over what was copied
  'destination-full', // not enough memory there
  'same-host', // both addresses lead to one host
  'name-taken', // another VM of that name or identity exists at the destination
  'network-missing', // a network of the VM does not exist at the destination
  'storage-missing', // a disk of the VM cannot be reached from the destination
  'storage-unsafe', // the hypervisor does not trust that the disk is shared
  'cpu-incompatible', // the destination lacks the VM's CPU model or features
  'resource-missing', // the destination lacks what the VM is bound to: CPUs, NUMA nodes, huge pages, a device
  'vm-not-movable', // the hypervisor moves no VM that is as this one is: its snapshots, devices or settings
  'migration-cancelled', // aborted on request
  'migration-failed', // the hypervisor gave up, for a cause without a code of its own
  'not-tried', // a way between two hosts that could not be tried: the source has no VM to try it with
  'unsupported', // this driver or version cannot do it
  'bad-config', // an address or name that Ballast will not pass on
  'driver-failed', // anything else: an answer that was not understood
] as const;

export type DriverErrorCode = (typeof driverErrorCodes)[number];

/**
 * Of what a failure is, and so whom it concerns. vm: it would fail anywhere. host: every VM would fail on that way, until
 * somebody fixes it. pair: this VM fails at this destination, and another may take it. moment: it can pass by itself.
 */
export const failureScopes = ['vm', 'host', 'pair', 'moment'] as const;
export type FailureScope = (typeof failureScopes)[number];

/** What a failure speaks about: another destination may go well where it is the destination, or the way there. */
export type FailurePlace = 'source' | 'vm' | 'way' | 'destination';

/** The scope that a code has unless the driver knows better, and what it speaks about. */
export const driverErrorNature: Readonly<
  Record<DriverErrorCode, readonly [scope: FailureScope, place: FailurePlace]>
> = {
  'host-unreachable': ['moment', 'source'],
  'host-refused': ['host', 'source'],
  'host-key-unknown': ['host', 'source'],
  'host-key-changed': ['host', 'source'],
  'key-needs-passphrase': ['host', 'source'],
  'key-unusable': ['host', 'source'],
  'certificate-unusable': ['host', 'source'],
  'certificate-refused': ['host', 'source'],
  'certificate-other-name': ['host', 'source'],
  'host-crowded': ['moment', 'source'],
  'socket-refused': ['host', 'source'],
  'vm-not-found': ['vm', 'vm'],
  'vm-not-running': ['vm', 'vm'],
  'vm-busy': ['moment', 'vm'],
  'destination-unreachable': ['moment', 'way'],
  'destination-refused': ['host', 'way'],
  'peer-key-unknown': ['host', 'way'],
  'peer-key-changed': ['host', 'way'],
  'peer-login-refused': ['host', 'way'],
  'peer-socket-refused': ['host', 'way'],
  'peer-crowded': ['moment', 'way'],
  'peer-certificate-refused': ['host', 'way'],
  'destination-lost': ['moment', 'way'],
  'load-failed': ['pair', 'destination'],
  'destination-full': ['pair', 'destination'],
  'same-host': ['host', 'way'],
  'name-taken': ['pair', 'destination'],
  'network-missing': ['pair', 'destination'],
  'storage-missing': ['pair', 'destination'],
  'storage-unsafe': ['vm', 'vm'],
  'cpu-incompatible': ['pair', 'destination'],
  'resource-missing': ['pair', 'destination'],
  'vm-not-movable': ['vm', 'vm'],
  'migration-cancelled': ['moment', 'vm'],
  'migration-failed': ['moment', 'destination'], // without a cause of its own it may be anything
  'not-tried': ['moment', 'way'],
  unsupported: ['pair', 'destination'],
  'bad-config': ['host', 'way'],
  'driver-failed': ['moment', 'source'],
};

/** A failure as drivers report it; without a scope it has that of its code. */
export interface Failure {
  code: DriverErrorCode;
  scope: FailureScope;
}

/** Whether the same VM may go well to another destination. */
export function mayGoElsewhere({ code, scope }: Failure): boolean {
  const [, place] = driverErrorNature[code];
  return scope !== 'vm' && (place === 'way' || place === 'destination');
}

/** Whether it is a host or the way between two that fails, whichever VM takes it. */
export function isOfHosts({ code, scope }: Failure): boolean {
  const [, place] = driverErrorNature[code];
  return (place === 'way' || place === 'source') && (scope === 'host' || scope === 'moment');
}

/**
 * The facts that every driver gives with a code, and so all that its sentence in `messages/` may name: names to show.
 * Beside them `detail`, where there is one: the hypervisor's own words.
 */
export const driverErrorFacts: Record<
  DriverErrorCode,
  readonly ('host' | 'source' | 'destination' | 'vm')[]
> = {
  'host-unreachable': ['host'],
  'host-refused': ['host'],
  'host-key-unknown': ['host'],
  'host-key-changed': ['host'],
  'key-needs-passphrase': ['host'],
  'key-unusable': ['host'],
  'certificate-unusable': ['host'],
  'certificate-refused': ['host'],
  'certificate-other-name': ['host'],
  'host-crowded': ['host'],
  'socket-refused': ['host'],
  'vm-not-found': ['host', 'vm'],
  'vm-not-running': ['vm'],
  'vm-busy': ['vm'],
  'destination-unreachable': ['source', 'destination'],
  'destination-refused': ['source', 'destination', 'vm'],
  'peer-key-unknown': ['source', 'destination'],
  'peer-key-changed': ['source', 'destination'],
  'peer-login-refused': ['source', 'destination'],
  'peer-socket-refused': ['source', 'destination'],
  'peer-crowded': ['source', 'destination'],
  'peer-certificate-refused': ['source', 'destination'],
  'destination-lost': ['source', 'destination', 'vm'],
  'load-failed': ['source', 'destination', 'vm'],
  'destination-full': ['destination', 'vm'],
  'same-host': [],
  'name-taken': ['destination', 'vm'],
  'network-missing': ['destination', 'vm'],
  'storage-missing': ['destination', 'vm'],
  'storage-unsafe': ['source', 'destination', 'vm'],
  'cpu-incompatible': ['destination', 'vm'],
  'resource-missing': ['destination', 'vm'],
  'vm-not-movable': ['source', 'vm'],
  'migration-cancelled': ['source', 'vm'],
  'migration-failed': ['vm'],
  'not-tried': ['source', 'destination'],
  unsupported: [],
  'bad-config': [],
  'driver-failed': [],
};

/** A failure at the hypervisor, mapped to a code and a sentence, with what it is of. */
export class DriverError extends BallastError {
  override readonly name = 'DriverError';
  readonly scope: FailureScope;

  constructor(
    override readonly code: DriverErrorCode,
    message: string,
    facts: Facts = {},
    options: { cause?: unknown; scope?: FailureScope } = {},
  ) {
    super(code, message, facts, options);
    this.scope = options.scope ?? driverErrorNature[code][0];
  }
}
