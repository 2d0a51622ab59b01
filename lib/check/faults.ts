import type { Facts } from '../model/errors.ts';

/**
 * The faults of a plan: each code with the names of its facts. The sentences are in `messages` under `plan.fault`.
 */
export const faultFacts = {
  'unknown-vm': ['vm'],
  'unknown-host': ['host'],
  'not-there': ['vm', 'host', 'found'],
  'same-host': ['vm', 'host'],
  'wave-order': ['wave', 'previous'],
  'wrong-kind': ['vm', 'kind', 'state'],
  'host-not-online': ['host', 'state'],
  'source-offline': ['host'],
  'name-missing': ['vm', 'host', 'missing'],
  'local-device': ['vm', 'device'],
  tied: ['vm', 'kind', 'tie'],
  'managed-elsewhere': ['vm', 'manager'],
  'too-few-cores': ['vm', 'vcpus', 'host', 'cores'],
  'number-missing': ['vm', 'host', 'missing'],
  'refused-before': ['vm', 'host', 'reason'],
  'huge-pages-exceeded': ['host', 'wave', 'pageKiB', 'heldMiB', 'limitMiB'],
  'too-many-moves': ['moves', 'limit'],
  'moved-too-often': ['vm', 'moves'],
  'rule-left-broken': ['rule'],
  'host-rule-broken': ['rule', 'vm', 'host'],
  'apart-broken': ['rule', 'vm', 'otherVm', 'host'],
  'together-broken': ['rule', 'hosts'],
  'rack-full': ['rule', 'rack', 'vms', 'limit'],
  'memory-exceeded': ['host', 'wave', 'heldMiB', 'limitMiB'],
  'too-many-at-once': ['host', 'wave', 'moves', 'limit'],
  'not-for-balancing': ['vm', 'automation'],
  exempt: ['vm', 'until'],
  'unknown-demand': ['vm'],
  'host-demand-unknown': ['host'],
  'cool-down': ['vm', 'secondsAgo'],
  'figure-wrong': ['figure', 'stated', 'found'],
  'not-complete': ['host', 'vms'],
  'complete-denied': ['host'],
  'onto-emptied': ['host'],
  'balanced-elsewhere': ['vm', 'balancer'],
} as const satisfies Record<string, readonly string[]>;
export type FaultCode = keyof typeof faultFacts;

/** One fault of a plan, and its path in the plan's JSON. */
export interface Fault {
  readonly path: string;
  readonly code: FaultCode;
  readonly facts: Facts;
}

type FactsOf<Code extends FaultCode> = { [Name in (typeof faultFacts)[Code][number]]: string | number };

/** A fault with exactly the facts of its code. */
export function fault<Code extends FaultCode>(path: string, code: Code, facts: FactsOf<Code>): Fault {
  return { path, code, facts };
}
