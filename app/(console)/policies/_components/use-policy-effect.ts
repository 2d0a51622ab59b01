import { useEffect, useState } from 'react';
import { z } from 'zod';
import { apiPaths } from '@/lib/model/paths';
import type { PolicyRef } from '@/lib/model/policy-ref';
import type { PolicyEffect } from '@/lib/services/planning/policy-effect';
import type { PolicyEdit } from './use-policy-draft';

/** How long typing must pause before an effect is asked for. */
const REST_MS = 500;

export type EffectStatus = 'pending' | 'current' | 'invalid' | 'failed';

const Figures = z.object({
  moves: z.number(),
  overloadedHosts: z.number(),
  overloadedAfter: z.number(),
  spread: z.number(),
  spreadAfter: z.number(),
});
const Day = z.object({ moves: z.number(), overloadedHostMinutes: z.number(), meanSpread: z.number() });
const Effect: z.ZodType<PolicyEffect> = z.object({
  now: z.object({ before: Figures, after: Figures }),
  day: z.object({ before: Day, after: Day }).nullable(),
  movesByLevel: z.array(z.number()),
});

/**
 * The effect of what is entered, on one cluster. A request that is out of date is cancelled, and its planning with it. While
 * one is pending the last effect stays.
 */
export function usePolicyEffect(
  ref: PolicyRef,
  { clusterId, edit }: { clusterId: string | null; edit: PolicyEdit },
): { effect: PolicyEffect | null; status: EffectStatus } {
  const [effect, setEffect] = useState<PolicyEffect | null>(null);
  const [answered, setAnswered] = useState<{ asked: string; status: EffectStatus } | null>(null);
  const asked = JSON.stringify({ clusterId, edit: { ...ref, ...edit } });
  useEffect(() => {
    if (clusterId === null) return;
    const asking = new AbortController();
    const ask = async (): Promise<EffectStatus> => {
      const { signal } = asking;
      const response = await fetch(apiPaths.policyEffect(), { method: 'POST', body: asked, signal });
      if (response.ok) setEffect(Effect.parse(await response.json()));
      else if (response.status === 400) return 'invalid';
      return response.ok ? 'current' : 'failed';
    };
    const answer = (status: EffectStatus) => {
      if (!asking.signal.aborted) setAnswered({ asked, status });
    };
    const timer = setTimeout(() => ask().then(answer, () => answer('failed')), REST_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [asked, clusterId]);
  return { effect, status: answered?.asked === asked ? answered.status : 'pending' };
}
