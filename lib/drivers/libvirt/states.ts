import type { Tie, VmCondition, VmState } from '../../model/vm.ts';
import type { DomainStats } from './wire.ts';

/** The state of a VM: one of the three states of Ballast, and a condition with more detail. */
export interface SeenState {
  state: VmState;
  condition: VmCondition | null;
}

const is = (state: VmState, condition: VmCondition | null = null): SeenState => ({ state, condition });
/** The VM is assumed to hold its memory. */
const UNKNOWN = is('paused', 'unknown');
/** libvirt reports a VM as crashed only with `on_crash preserve`. Its QEMU process still holds all of its memory. */
const CRASHED = is('paused', 'crashed');

/** virDomainState, as numbered in `domstats`. */
const NUMBERS: Record<number, SeenState> = {
  1: is('running'),
  2: is('running'), // blocked on a resource
  3: is('paused'),
  4: is('running', 'shutting-down'),
  5: is('stopped'),
  6: CRASHED,
  7: is('paused', 'suspended'),
};

/** The words printed by `domstate`. */
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
/** virDomainRunningReason: post-copy failed. libvirt reports it as running, but the rest of its memory does not arrive. */
const STRANDED_REASON = 11;

/** The state from `domstats`. A state that Ballast does not know is unknown, never stopped. */
export function stateOf({ values }: DomainStats): SeenState {
  const number = values.get('state.state');
  if (number === RUNNING && values.get('state.reason') === STRANDED_REASON) return is('paused');
  return NUMBERS[number ?? -1] ?? UNKNOWN;
}

/** The state from `domstate`; null for a word that Ballast does not know. */
export const stateInWords = (word: string): SeenState | null =>
  Object.hasOwn(WORDS, word) ? (WORDS[word] ?? null) : null;

const TIES: Record<VmCondition, Tie['kind']> = {
  crashed: 'crashed',
  suspended: 'suspended',
  'shutting-down': 'shutting-down',
  unknown: 'unknown-state',
};

/** The ties from the condition of a VM. In each of these conditions it cannot be moved in any way. */
export const tiesOfState = (condition: VmCondition | null): Tie[] =>
  condition === null
    ? []
    : [{ kind: TIES[condition], name: condition, blocks: ['live', 'quick', 'offline'] }];
