import { z } from 'zod';
import { isOpen, nextOpening } from './calendar.ts';
import type { Facts } from './errors.ts';
import type { Reason } from './plan.ts';
import type { Policy } from './policy.ts';

/**
 * Why automation stopped by itself in a cluster, until a person resumes it; the sentences are in `messages/`,
 * automation.json; a test compares the two.
 */
export const StopCode = z.enum([
  'moves-failed', // in one automatic job
  'forecast-off', // a move took far longer than its forecast
  'moved-back', // somebody else moved VMs back that Ballast had moved
]);
export type StopCode = z.infer<typeof StopCode>;

/** Why no automatic move may begin now, with the facts for its sentence. `until`: an ISO time at which it may. */
export interface Closure {
  code: 'switched-off' | 'stopped' | 'not-automatic' | 'blackout' | 'outside-windows';
  facts: Facts;
}

/** What decides whether automatic moves may begin in a cluster. */
export interface AutomationState {
  policy: Policy;
  /** All automation is stopped everywhere; null: it is not. */
  switchedOff: { by: string } | null;
  /** It stopped in this cluster, and nobody has resumed it. */
  stop: { code: string } | null;
}

/** Modes in which moves run without a person. */
export const actsByItself = ({ mode }: Pick<Policy, 'mode'>): boolean =>
  mode === 'urgent' || mode === 'automatic';

/** Whether a move relieves a host that is overloaded, or will be by a forecast that the policy uses: mode `urgent` makes these. */
export const relieves = ({ reason: { code } }: { reason: Pick<Reason, 'code'> }): boolean =>
  code === 'cpu-overload' || code === 'memory-overload' || code === 'expected-overload';

/** Why no automatic move may begin at the time `now`; null: one may. What a person must undo comes first. */
export function whyClosed({ policy, switchedOff, stop }: AutomationState, now: Date): Closure | null {
  if (!actsByItself(policy)) return { code: 'not-automatic', facts: {} };
  if (switchedOff) return { code: 'switched-off', facts: { by: switchedOff.by } };
  if (stop) return { code: 'stopped', facts: { reason: stop.code } };
  if (isOpen(now, policy)) return null;
  const code = isOpen(now, { ...policy, windows: [] }) ? 'outside-windows' : 'blackout';
  const opens = nextOpening(now, policy);
  return { code, facts: { until: opens === null ? 'never' : opens.toISOString() } };
}
