import type { Tie, VmCondition, VmState } from '../../model/vm.ts';
import type { DomainStats } from './wire.ts';

/** What a VM is in: one of the three states of Ballast, and what these do not tell. */
export interface SeenState {
  state: VmState;
  condition: VmCondition | null;
}

const is = (state: VmState, condition: VmCondition | null = null): SeenState => ({ state, condition });
/** It holds its memory, as far as anybody knows. */
const UNKNOWN = is('paused', 'unknown');
/** Only with `on_crash preserve` does libvirt call a VM crashed: QEMU is there still, with all of its memory. */
const CRASHED = is('paused', 'crashed');

/** virDomainState, as `domstats` numbers it. */
const NUMBERS: Record<number, SeenState> = {
  1: is('running'),
  2: is('running'), // blocked on a resource
  3: is('paused'),
  4: is('running', 'shutting-down'),
  5: is('stopped'),
  6: CRASHED,
  7: is('paused', 'suspended'),
};

/** The words of `domstate`. */
const WORDS: Record<string, SeenState> = {
  running: is('running'),
  idle: is('running'),
  paused: is('paused'),
  'in shutdown': is('running', 'shutting-down'),
  'shut off': is('stopped'),
  crashed: CRASHED,
  pmsuspended: is('paused', 'suspended'),
};

const RUNNING = 1;
/** virDomainRunningReason: post-copy failed. It counts as running, and waits for memory that does not come. */
const STRANDED_REASON = 11;

/** The state that `domstats` tells; one that Ballast does not know is unknown, never stopped. */
export function stateOf({ values }: DomainStats): SeenState {
  const number = values.get('state.state');
  if (number === RUNNING && values.get('state.reason') === STRANDED_REASON) return is('paused');
  return NUMBERS[number ?? -1] ?? UNKNOWN;
}

/** The state that `domstate` tells, or null for a word that Ballast does not know. */
export const stateInWords = (word: string): SeenState | null =>
  Object.hasOwn(WORDS, word) ? (WORDS[word] ?? null) : null;

const TIES: Record<VmCondition, Tie['kind']> = {
  crashed: 'crashed',
  suspended: 'suspended',
  'shutting-down': 'shutting-down',
  unknown: 'unknown-state',
};

/** What its condition ties a VM to its host by: none of these can be moved in any way, and each can be ended there. */
export const tiesOfState = (condition: VmCondition | null): Tie[] =>
  condition === null
    ? []
    : [{ kind: TIES[condition], name: condition, blocks: ['live', 'quick', 'offline'] }];
