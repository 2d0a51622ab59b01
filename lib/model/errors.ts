import { toPlainText } from './plain-text.ts';

/** Values that explain a code: numbers with the unit in the name, or names to display. */
export type Facts = Record<string, string | number>;

/** Facts that can be stored, displayed and printed safely, whatever names they contain. */
export function plainFacts(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? toPlainText(value) : value,
    ]),
  );
}

/** Marks the errors of all copies of the class below: Next bundles one for each part of the web process. */
const BRAND = Symbol.for('ballast.error');

/**
 * Every failure that Ballast can explain: a kebab-case code with the facts for its sentence. Screens use the texts of
 * `messages/`, by code; `message` is the English sentence for logs.
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

Object.defineProperty(BallastError.prototype, BRAND, { value: true });
Object.defineProperty(BallastError, Symbol.hasInstance, { value: isInstance });

/** Also for errors of another copy of the class; for classes derived from it, as usual. */
function isInstance(this: unknown, value: unknown): boolean {
  if (this !== BallastError) return Function.prototype[Symbol.hasInstance].call(this, value);
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** Codes of failures between Ballast and a hypervisor. */
export const driverErrorCodes = [
  'host-unreachable', // no answer: nothing is known about its VMs
  'host-refused', // it answered, but refused the login (keys, passwords, permissions)
  'host-key-unknown', // ssh does not know the host's key yet, and never prompts
  'host-key-changed', // the host presents a different key than before: it was reinstalled, or an attacker is in between
  'key-needs-passphrase', // the SSH key is encrypted, and nobody can enter its passphrase
  'key-unusable', // the SSH key file is missing, or other users may read it
  'certificate-unusable', // Ballast's own TLS certificate is missing, expired, or not accepted by the host
  'certificate-refused', // the host's TLS certificate has expired, or is of an unknown CA
  'certificate-other-name', // the host's TLS certificate is for a different name than the one in the address
  'certificate-changed', // the server shows a different certificate than the one that was confirmed
  'privilege-missing', // the user may log in, but lacks a privilege
  'host-crowded', // sshd refuses connections because too many are being opened
  'socket-refused', // ssh accepted the user, but libvirt did not
  'vm-not-found', // the host was read and does not have the VM
  'vm-not-running', // the VM exists, but in a state that does not allow this kind of move
  'vm-busy', // another job is using the VM
  'destination-unreachable', // the source cannot reach the destination
  'destination-refused', // the destination refused the request, for a cause without its own code
  'peer-key-unknown', // ssh of the source does not know the destination's host key yet
  'peer-key-changed', // ssh of the source knows another host key of the destination
  'peer-login-refused', // the destination's sshd refuses the login of the source
  'peer-socket-refused', // sshd accepts it, but libvirt there does not
  'peer-crowded', // the destination's sshd refuses connections
  'peer-certificate-refused', // TLS between the two: missing, expired, of a different name or of an unknown CA
  'destination-lost', // the destination became unavailable during the copy
  'load-failed', // the destination's hypervisor could not load the copied state
  'destination-full', // not enough memory there
  'same-host', // both addresses lead to the same host
  'name-taken', // another VM with that name or UUID exists at the destination
  'network-missing', // a network of the VM does not exist at the destination
  'storage-missing', // a disk of the VM cannot be reached from the destination
  'storage-unsafe', // the hypervisor does not trust that the disk is shared
  'cpu-incompatible', // the destination lacks the VM's CPU model or features
  'resource-missing', // the destination lacks CPUs, NUMA nodes, huge pages or a device that the VM is bound to
  'vm-not-movable', // the hypervisor cannot move a VM with its snapshots, devices or settings
  'moves-others', // a rule of the hypervisor moves other VMs with it
  'migration-cancelled', // aborted on request
  'migration-failed', // the hypervisor aborted it, for a cause without its own code
  'not-tried', // a connection between two hosts that could not be tested: the source has no suitable VM
  'unsupported', // this driver or version does not support it
  'bad-config', // an address or name that Ballast does not accept
  'driver-failed', // anything else: an answer that could not be parsed
] as const;

export type DriverErrorCode = (typeof driverErrorCodes)[number];

/**
 * The scope of a failure. vm: it would fail anywhere. host: every VM would fail over that connection, until somebody
 * fixes it. pair: this VM fails at this destination, and another VM may not. moment: it is temporary.
 */
export const failureScopes = ['vm', 'host', 'pair', 'moment'] as const;
export type FailureScope = (typeof failureScopes)[number];

/**
 * The subject of a failure: another destination may work if the destination or the connection to it is the subject.
 */
export type FailurePlace = 'source' | 'vm' | 'way' | 'destination';

/** The scope of a code unless the driver knows better, and its subject. */
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
  'certificate-changed': ['host', 'source'],
  'privilege-missing': ['host', 'source'],
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
  'moves-others': ['vm', 'vm'],
  'migration-cancelled': ['moment', 'vm'],
  'migration-failed': ['moment', 'destination'], // an unknown cause can be anything
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

/** Whether another destination may accept the same VM. */
export function mayGoElsewhere({ code, scope }: Failure): boolean {
  const [, place] = driverErrorNature[code];
  return scope !== 'vm' && (place === 'way' || place === 'destination');
}

/** Whether a host or a connection between two hosts fails for every VM. */
export function isOfHosts({ code, scope }: Failure): boolean {
  const [, place] = driverErrorNature[code];
  return (place === 'way' || place === 'source') && (scope === 'host' || scope === 'moment');
}

/**
 * The facts that every driver gives with a code, which are all that its sentence in `messages/` may use: names to
 * display. In addition `detail`, if there is one: the hypervisor's own message.
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
  'certificate-changed': ['host'],
  'privilege-missing': ['host'],
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
  'moves-others': ['vm'],
  'migration-cancelled': ['source', 'vm'],
  'migration-failed': ['vm'],
  'not-tried': ['source', 'destination'],
  unsupported: [],
  'bad-config': [],
  'driver-failed': [],
};

/** A failure at the hypervisor, mapped to a code, a sentence and a scope. */
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
