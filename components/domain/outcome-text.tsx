import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { Facts } from '@/lib/model/errors';

/** Returns a function that turns the result of an evaluation into a sentence. */
export function useOutcomeText(): (outcome: { code: string; facts: Facts }) => string {
  const words = useWordsByCode('cluster.outcome');
  return ({ code, facts }) => (words.has(code) ? words(code, facts) : words('other'));
}
