import { DriverError, type DriverErrorCode, type Facts, type FailureScope } from '../../model/errors.ts';
import type { MigrationObstacle } from '../../model/ports.ts';
import { isNodeSilent, ProxmoxRefusal } from './refusal.ts';

/** What a move is about: names to display. */
export interface Party {
  source: string;
  destination: string;
  vm: string;
}

/** When something failed: before a move, or while memory was being copied. */
export type Moment = 'before' | 'copying';

type Rule = readonly [words: RegExp, code: DriverErrorCode, scope?: FailureScope];

/**
 * Proxmox VE gives words, not codes: the first that fit count. They are those of its own sources (qemu-server,
 * pve-ha-manager, pve-guest-common) and of QEMU.
 */
const RULES: readonly Rule[] = [
  [/target is local node/i, 'same-host'],
  [/interrupted by signal|received interrupt|got unexpected control message/i, 'migration-cancelled'],
  [/VM is locked|can't lock file|CT is locked/i, 'vm-busy'],
  [/no quorum/i, 'destination-refused', 'host'],
  [/negative affinity|node affinity|blocked by HA|in maintenance/i, 'destination-refused', 'pair'],
  [/positive affinity/i, 'moves-others'],
  [/Configuration file .* does not exist|unable to find configuration file/i, 'vm-not-found'],
  [/running VM without|not running|VM is running/i, 'vm-not-running'],
  [/bridge '.*' does not exist|no such bridge|vnet .* does not exist/i, 'network-missing'],
  [/storage .*(not available|not enabled|does not exist)|no such (logical )?volume/i, 'storage-missing'],
  [/no space left|not enough (free )?space|insufficient free space/i, 'storage-missing'],
  [/local disk|local cdrom|not a replication target|with-local-disks/i, 'storage-missing'],
  [/uses local|local (device|resource)s?|can't migrate .* snapshot|non-migratable/i, 'vm-not-movable'],
  [/cannot allocate memory|cannot set up guest memory|not enough memory/i, 'destination-full'],
  [/doesn't support requested feature|requires? .* CPU|CPU .* not supported/i, 'cpu-incompatible'],
  [/hugepage|no such mapping|mapping .* not (found|available)/i, 'resource-missing'],
  [/error while loading state|load of migration failed|Missing section footer/i, 'load-failed'],
  [/Permission check failed|Only root/i, 'privilege-missing', 'vm'],
  [
    /no such cluster node|node .* (is )?offline|Can't connect to destination|No route to host|timed out|Connection refused|Host key verification/i,
    'destination-unreachable',
  ],
  [
    /Broken pipe|Connection (was )?reset|unable to write to socket|tunnel .*(died|closed)/i,
    'destination-lost',
  ],
];

const LOST: ReadonlySet<DriverErrorCode> = new Set(['destination-unreachable', 'destination-lost']);

/** The failure that words of Proxmox VE stand for; what no rule knows is `migration-failed` with these words. */
export function explainWords(words: string, party: Party, moment: Moment): DriverError {
  const [, found, scope] = RULES.find(([pattern]) => pattern.test(words)) ?? [
    null,
    'migration-failed' as const,
  ];
  const wayOut = moment === 'copying' ? 'destination-lost' : 'destination-unreachable';
  return proxmoxError(LOST.has(found) ? wayOut : found, party, words, scope);
}

/** The failure that an error of a request about a move stands for. */
export function explainError(error: unknown, party: Party): unknown {
  if (isNodeSilent(error)) return notReached(party.source);
  return error instanceof ProxmoxRefusal ? explainWords(error.words, party, 'before') : error;
}

/** An error of a move, with the words of Proxmox VE as `detail`. */
export function proxmoxError(
  code: DriverErrorCode,
  { source, destination, vm }: Party,
  detail: string,
  scope?: FailureScope,
): DriverError {
  const facts: Facts = { host: source, source, destination, vm, detail };
  const message = `${vm} from ${source} to ${destination}: ${detail}`;
  return new DriverError(code, message, facts, scope ? { scope } : {});
}

/** Things of one kind that stand against a move; none: nothing does. */
export const troubleOf = (
  code: 'storage-missing' | 'vm-not-movable' | 'moves-others',
  party: Party,
  what: string,
  names: readonly string[],
): DriverError[] => (names.length === 0 ? [] : [proxmoxError(code, party, `${what}: ${names.join(', ')}`)]);

/** The node does not answer the others, so nothing is known about its VMs. */
export const notReached = (host: string): DriverError =>
  new DriverError('host-unreachable', `the cluster does not reach ${host}`, {
    host,
    detail: 'the cluster does not reach it',
  });

/** The same as the result of a check. */
export const obstacleOf = ({ code, scope, message, facts }: DriverError): MigrationObstacle => ({
  code,
  scope,
  message,
  facts,
});
