import type { DriverErrorCode, FailureScope } from '../../model/errors.ts';

/**
 * A pattern for messages of libvirt, QEMU or ssh, their meaning, and the scope of the failure (lib/model/errors.ts).
 */
export type FailureRule = readonly [pattern: RegExp, code: DriverErrorCode, scope: FailureScope];

const DENIED =
  /authentication (failed|unavailable|cancelled)|Permission denied|Host key verification failed|access denied|polkit|certificate|TLS (handshake|channel|session)|no supported authentication/i;

/** The message if libvirt closes its ssh before it has reported why: libvirt 11.3 does so for two failures in three. */
export const SILENT_END = /End of file while reading data: ?: Input\/output error/i;

const HOST_KEY_CHANGED = /REMOTE HOST IDENTIFICATION HAS CHANGED|host key .* has changed/i;
const HOST_KEY_UNKNOWN = /Host key verification failed|host key is known for/i;
/** An sshd that refuses connections because too many are signing in. */
export const CROWDED = /kex_exchange_identification|ssh_exchange_identification|Exceeded MaxStartups/i;
const SOCKET_DENIED =
  /Failed to connect socket to \S+: Permission denied|Unable to connect to .*sock.*: Permission denied/i;

/** Messages of libvirt about the certificate of the client; the last one if the server closes without a message. */
const OWN_CERTIFICATE =
  /client certificate|Our own certificate|(Cannot|Unable to|Failed to) (read|load|import|set) .*(CA|client|x509) ?(certificate|cert|key|list)|clientcert|clientkey|cacert|Unable to (read|verify) TLS (confirmation|peer)/i;
const OTHER_NAME = /(does not|doesn't) match the hostname/i;
const CERTIFICATE = /certificate|TLS (handshake|session|alert|packet)/i;

/** Why a host that was reached refused Ballast; if none of these matches, it did not answer. */
export const ENTRY: readonly FailureRule[] = [
  [HOST_KEY_CHANGED, 'host-key-changed', 'host'],
  [HOST_KEY_UNKNOWN, 'host-key-unknown', 'host'],
  [/needs a passphrase/i, 'key-needs-passphrase', 'host'],
  [
    /Identity file \S+ not accessible|UNPROTECTED PRIVATE KEY|bad permissions|Load key .*(Permission denied|error in libcrypto|invalid format)/i,
    'key-unusable',
    'host',
  ],
  [CROWDED, 'host-crowded', 'moment'],
  [OTHER_NAME, 'certificate-other-name', 'host'],
  [OWN_CERTIFICATE, 'certificate-unusable', 'host'],
  [CERTIFICATE, 'certificate-refused', 'host'],
  [SOCKET_DENIED, 'socket-refused', 'host'],
  [DENIED, 'host-refused', 'host'],
];

/** The same for the connection from host to host, as the source reports it. */
const PEER: readonly FailureRule[] = [
  [HOST_KEY_CHANGED, 'peer-key-changed', 'host'],
  [HOST_KEY_UNKNOWN, 'peer-key-unknown', 'host'],
  [/Permission denied \(|no supported authentication/i, 'peer-login-refused', 'host'],
  [SOCKET_DENIED, 'peer-socket-refused', 'host'],
  [CROWDED, 'peer-crowded', 'moment'],
  [OTHER_NAME, 'peer-certificate-refused', 'host'],
  [OWN_CERTIFICATE, 'peer-certificate-refused', 'host'],
  [/Failed to verify peer's certificate/i, 'peer-certificate-refused', 'host'],
  // ssh has ended without a message: the source has closed it, and its message was lost
  [SILENT_END, 'migration-failed', 'moment'],
];

/** They hold for every call. */
export const GENERAL: readonly FailureRule[] = [
  [/failed to get domain|Domain not found|no domain with matching/i, 'vm-not-found', 'vm'],
  [
    /job is already running|cannot acquire state change lock|domain .* is being migrated|another.*job.*active|active block job|block (copy|job).* (active|already)|migration process in progress/i,
    'vm-busy',
    'moment',
  ],
  [
    /domain is not running|domain is no longer running|domain is not active|domain is already (active|running)/i,
    'vm-not-running',
    'vm',
  ],
];

/** Messages that rules below would match as well. */
const UNMISTAKABLE: readonly FailureRule[] = [
  [/migrate guest to the same host/i, 'same-host', 'host'],
  [/cancell?ed by (client|user)/i, 'migration-cancelled', 'moment'],
  [
    /already exists with uuid|already (active|defined) (as|with)|domain '.*' is already (active|defined)|domain .* already exists/i,
    'name-taken',
    'pair',
  ],
];

/** Messages of the source before it asks the destination: no other destination would help. */
const OF_THE_VM: readonly FailureRule[] = [
  [/Unsafe migration/i, 'storage-unsafe', 'vm'],
  [
    /cannot migrate (this |a )?domain|cannot migrate empty|cannot be migrated|migration with .* is not supported|marked for auto destroy|host devices|hostdev|'invtsc' CPU feature|dimm info lacks|Migration (is )?disabled|State blocked by|non-?migratable|not migratable|does(n't| not) support migration/i,
    'vm-not-movable',
    'vm',
  ],
];

/**
 * Messages of the destination when it prepares the move, or loads the copied state. A load that broke off with the
 * connection says nothing about the destination; one that failed for any other reason fails there again.
 */
const OF_THE_PAIR: readonly FailureRule[] = [
  [
    /load of migration failed: (Input\/output error|Connection reset|Broken pipe)|section footer failed: -5/i,
    'destination-lost',
    'moment',
  ],
  [/TLS channel|TLS session/i, 'destination-refused', 'host'],
  [
    /load of migration failed|Missing section footer|error while loading state|Not a migration stream|Unknown savevm section|Unknown ramblock|Length mismatch: |Failed to load [\w-]+:|Features 0x\w+ unsupported/i,
    'load-failed',
    'pair',
  ],
  [
    /cannot set CPU affinity|hugetlbfs|unable to find any usable hugetlbfs|NUMA node|cpuset\.(cpus|mems)|swtpm|TPM device|Did not find USB device|Unable to find any (firmware|master var store)|loader .* not found/i,
    'resource-missing',
    'pair',
  ],
  [
    /Cannot allocate memory|cannot set up guest memory|Out of memory|unable to map backing store|not enough (free )?memory|Insufficient free host memory/i,
    'destination-full',
    'pair',
  ],
  [
    /Cannot get interface MTU on|Unable to get index for interface|macvtap|Network not found|no network with matching|failed to get network|network .* is not active|add (bridge|port)|no such bridge/i,
    'network-missing',
    'pair',
  ],
  [
    /Cannot access storage|Cannot access backing file|Storage (pool|volume) not found|no storage (pool|vol)|storage pool .* is not active|Could not open|Failed to open file|Failed to get (shared )?"(write|consistent read)" lock|error (connecting|reading header)|No such file or directory.*(disk|image)/i,
    'storage-missing',
    'pair',
  ],
  [
    /unsupported machine type|machine type .*(not supported|not support|invalid)|does not support machine type|Supported machines are|Cannot check QEMU binary|emulator .* not found|(KVM|virt type).*(not supported|not available|not support)|could not access KVM/i,
    'unsupported',
    'pair',
  ],
  [
    /guest CPU doesn't match|CPU (is|are) (not compatible|incompatible)|incompatible CPU|CPUs? (is|are) incompatible|CPU model|CPU feature|missing features|extra features|requested feature|unsupported CPU|does not match source .*cpu/i,
    'cpu-incompatible',
    'pair',
  ],
];

const OF_THE_WAY: readonly FailureRule[] = [
  ...PEER,
  [/Lost connection to destination|keepalive timeout|client socket is closed/i, 'destination-lost', 'moment'],
  [DENIED, 'destination-refused', 'host'],
  [
    /unable to connect to server|Unable to resolve address|Could not resolve hostname|Name or service not known|Failed to connect|No route to host|Connection refused|Connection timed out|Network is unreachable|ssh: connect to host/i,
    'destination-unreachable',
    'moment',
  ],
  [
    /Unable to (read from|write to) (socket|monitor)|Connection reset by peer|Broken pipe|End of file|unexpectedly closed|channel error|Input\/output error|monitor socket/i,
    'destination-lost',
    'moment',
  ],
];

/** Messages that only say that something cannot be done. */
const VAGUE: readonly FailureRule[] = [
  [/unexpectedly failed/i, 'migration-failed', 'moment'], // the source got no reason
  [/unknown (option|command)/i, 'unsupported', 'host'],
  [/unsupported|not supported|does not support/i, 'unsupported', 'pair'],
];

/** Messages of source and destination about a migration between them; the first match decides. */
export const MIGRATION: readonly FailureRule[] = [
  ...UNMISTAKABLE,
  ...GENERAL,
  ...OF_THE_VM,
  ...OF_THE_PAIR,
  ...OF_THE_WAY,
  ...VAGUE,
];
