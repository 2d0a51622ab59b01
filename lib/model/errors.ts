/** Values that explain a code: numbers with the unit in the name, or names to show. */
export type Facts = Record<string, string | number>;

/**
 * Every failure that Ballast can explain: a kebab-case code with the facts that a sentence needs.
 * The screens take their words from `messages/`, by code; `message` is the English sentence for logs.
 */
export class BallastError extends Error {
  override readonly name: string = 'BallastError';

  constructor(
    readonly code: string,
    message: string,
    readonly facts: Facts = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Codes of what can go wrong between Ballast and a hypervisor. */
export const driverErrorCodes = [
  'host-unreachable', // no answer: nothing is known about what runs there
  'host-refused', // it answered, and would not let us in (keys, passwords, permissions)
  'vm-not-found', // the host was read and does not know the VM
  'vm-not-running', // the VM is there, but in a state that cannot migrate this way
  'vm-busy', // another job works on the VM
  'destination-unreachable', // the source cannot reach the destination
  'destination-refused', // the destination was asked and said no, for a cause without a code of its own
  'destination-lost', // the destination went away while memory was being copied
  'destination-full', // not enough memory there
  'same-host', // both addresses lead to one host
  'name-taken', // another VM of that name or identity exists at the destination
  'network-missing', // a network of the VM does not exist at the destination
  'storage-missing', // a disk of the VM cannot be reached from the destination
  'storage-unsafe', // the hypervisor does not trust that the disk is shared
  'cpu-incompatible', // the destination lacks the VM's CPU model or features
  'migration-cancelled', // aborted on request
  'migration-failed', // the hypervisor gave up, for a cause without a code of its own
  'not-tried', // a way between two hosts that could not be tried: the source has no VM to try it with
  'unsupported', // this driver or version cannot do it
  'bad-config', // an address or name that Ballast will not pass on
  'driver-failed', // anything else: an answer that was not understood
] as const;

export type DriverErrorCode = (typeof driverErrorCodes)[number];

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
  'vm-not-found': ['host', 'vm'],
  'vm-not-running': ['vm'],
  'vm-busy': ['vm'],
  'destination-unreachable': ['source', 'destination'],
  'destination-refused': ['source', 'destination', 'vm'],
  'destination-lost': ['source', 'destination', 'vm'],
  'destination-full': ['destination', 'vm'],
  'same-host': [],
  'name-taken': ['destination', 'vm'],
  'network-missing': ['destination', 'vm'],
  'storage-missing': ['destination', 'vm'],
  'storage-unsafe': ['source', 'destination', 'vm'],
  'cpu-incompatible': ['destination', 'vm'],
  'migration-cancelled': ['source', 'vm'],
  'migration-failed': ['vm'],
  'not-tried': ['source', 'destination'],
  unsupported: [],
  'bad-config': [],
  'driver-failed': [],
};

/** A failure at the hypervisor, mapped to a code and a sentence. */
export class DriverError extends BallastError {
  override readonly name = 'DriverError';

  constructor(
    override readonly code: DriverErrorCode,
    message: string,
    facts: Facts = {},
    options?: { cause?: unknown },
  ) {
    super(code, message, facts, options);
  }
}
