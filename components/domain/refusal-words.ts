import { useTranslations } from 'next-intl';
import { withReasonWords } from '@/lib/format/refusal-reason';
import type { Facts } from '@/lib/model/errors';
import { roundFacts } from './round-facts';

interface WordsByCode {
  (key: string, facts?: Facts): string;
  has(key: string): boolean;
}

/** Returns the facts of a rejection as its sentence wants them: figures rounded, a reason in words. */
export function useRejectionFacts(): (code: string, facts: Facts) => Facts {
  const reasons = useTranslations('refusal.reason') as unknown as WordsByCode;
  return (code, facts) =>
    roundFacts(withReasonWords(code, facts, (reason) => (reasons.has(reason) ? reasons(reason) : undefined)));
}

export interface HypervisorRefusal {
  code: string;
  facts: Facts;
}

/** Returns the sentence of a hypervisor's refusal; `names` stand in for facts that it does not have. */
export function useRefusalText(): (refusal: HypervisorRefusal, names: Facts) => string {
  const drivers = useTranslations('driver') as unknown as WordsByCode;
  const outcomes = useTranslations('outcome') as unknown as WordsByCode;
  return ({ code, facts }, names) =>
    drivers.has(code) ? drivers(code, { ...names, ...roundFacts(facts) }) : outcomes('other', { code });
}
