import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { withReasonWords } from '@/lib/format/refusal-reason';
import type { Facts } from '@/lib/model/errors';
import { roundFacts } from './round-facts';
import { useShownFacts } from './use-shown-facts';

/** Returns the facts of a rejection for its sentence: numbers rounded, a reason in words. */
export function useRejectionFacts(): (code: string, facts: Facts) => Facts {
  const reasons = useWordsByCode('refusal.reason');
  const shown = useShownFacts();
  return (code, facts) =>
    roundFacts(
      withReasonWords(code, shown(facts), (reason) => (reasons.has(reason) ? reasons(reason) : undefined)),
    );
}

export interface HypervisorRefusal {
  code: string;
  facts: Facts;
}

/** Returns the sentence of a hypervisor's refusal; `names` stand in for facts that it does not have. */
export function useRefusalText(): (refusal: HypervisorRefusal, names: Facts) => string {
  const drivers = useWordsByCode('driver');
  const outcomes = useWordsByCode('outcome');
  return ({ code, facts }, names) =>
    drivers.has(code) ? drivers(code, { ...names, ...roundFacts(facts) }) : outcomes('other', { code });
}
