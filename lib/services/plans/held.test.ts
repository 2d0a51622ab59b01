import { expect, it } from 'vitest';
import type { Plan } from '../../model/plan.ts';
import { whyNotHeld } from './held.ts';

const now = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const planOf = (...reasons: Plan['moves'][number]['reason'][]) => ({
  moves: reasons.map((reason) => ({ reason })),
});
const relief = { code: 'cpu-overload', facts: { host: 'h1' } } as const;
const even = { code: 'even-load', facts: {} } as const;

const whyNot = (
  plan: ReturnType<typeof planOf>,
  {
    overloadedSince = null,
    unevenSince = null,
  }: { overloadedSince?: Date | null; unevenSince?: Date | null },
) => whyNotHeld({ hosts: [{ name: 'h1', overloadedSince }] }, plan, { holdSeconds: 300, unevenSince, now });

it('waits until the overload that it relieves has lasted for the time of the policy', () => {
  const facts = { lastsSeconds: 299, holdSeconds: 300 };
  expect(whyNot(planOf(relief), { overloadedSince: ago(299) })).toEqual({ code: 'not-held', facts });
  expect(whyNot(planOf(relief), { overloadedSince: ago(300) })).toBeNull();
  expect(whyNot(planOf(relief), {})).toMatchObject({ facts: { lastsSeconds: 0 } });
});

it('waits until the cluster has been uneven for as long', () => {
  expect(whyNot(planOf(even), { overloadedSince: ago(900), unevenSince: ago(10) })).not.toBeNull();
  expect(whyNot(planOf(even), { unevenSince: ago(300) })).toBeNull();
});

it('does not wait to repair a rule, and not if there is nothing to do', () => {
  expect(whyNot(planOf({ code: 'repair-rule', facts: { rule: 'apart' } }), {})).toBeNull();
  expect(whyNot(planOf(), {})).toBeNull();
});
