import { useWordsByCode } from '@/components/ui/use-words-by-code';
import type { Facts } from '@/lib/model/errors';
import { useRejectionFacts } from './refusal-words';

interface EndedMove {
  code: string;
  scope?: string | null; // given where a hypervisor said it
  facts: Facts;
  vm: string;
  from: string;
  to: string;
}

/**
 * Returns a function that explains why a move was skipped, failed, was cancelled or is unknown: its own message first,
 * then those of the drivers' errors where a hypervisor said it, and of a plan's rejections where planning did.
 */
export function useMoveOutcomeText(): (move: EndedMove) => string {
  const outcomes = useWordsByCode('outcome');
  const rejections = useWordsByCode('rejection');
  const drivers = useWordsByCode('driver');
  const errors = useWordsByCode('errors');
  const factsOf = useRejectionFacts();
  return ({ code, scope, facts, vm, from, to }) => {
    const values = {
      vm,
      from,
      to,
      host: from,
      source: from,
      destination: to,
      detail: '-',
      ...factsOf(code, facts),
    };
    if (outcomes.has(code)) return outcomes(code, values);
    if (scope && drivers.has(code)) return drivers(code, values);
    if (rejections.has(code)) return rejections(code, values);
    if (drivers.has(code)) return drivers(code, values);
    return errors.has(code) ? errors(code, values) : outcomes('other', { code });
  };
}
