import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { Facts } from '@/lib/model/errors';
import { useShownFacts } from './use-shown-facts';

/** Returns a function that turns the result of an evaluation into a sentence. */
export function useOutcomeText(): (outcome: { code: string; facts: Facts }) => string {
  const words = useWordsByCode('cluster.outcome');
  const shown = useShownFacts();
  return ({ code, facts }) => (words.has(code) ? words(code, shown(facts)) : words('other'));
}
