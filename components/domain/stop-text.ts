import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { Facts } from '@/lib/model/errors';

/** Returns a function that says why automation stopped by itself. */
export function useStopText(): (code: string, facts: Facts) => string {
  const words = useWordsByCode('automation.stop');
  return (code, facts) => (words.has(code) ? words(code, facts) : code);
}
