import { useTranslations } from 'next-intl';
import type { Facts } from '@/lib/model/errors';

interface WordsByCode {
  (key: string, facts?: Facts): string;
  has(key: string): boolean;
}

/** Returns a function that turns the result of an evaluation into a sentence. */
export function useOutcomeText(): (outcome: { code: string; facts: Facts }) => string {
  const words = useTranslations('cluster.outcome') as unknown as WordsByCode;
  return ({ code, facts }) => (words.has(code) ? words(code, facts) : words('other'));
}
