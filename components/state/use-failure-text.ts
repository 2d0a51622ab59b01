import { useWordsByCode, type WordsByCode } from '@/components/ui/use-words-by-code';
import type { Failure } from '@/lib/model/action-result';
import type { Facts } from '@/lib/model/errors';

type ShownFailure = Pick<Failure, 'code' | 'facts'>;

/** The name of a field: of a form, or of the policy; of one among several hosts with its number. */
function nameField(words: WordsByCode, policyLabels: WordsByCode, path: string): string {
  const parts = path.split('.');
  const policyField = parts.find((part) => policyLabels.has(part));
  if (parts[0] === 'change' && policyField !== undefined) return policyLabels(policyField);
  const name = parts.at(-1) ?? '';
  const field = words.has(`fields.${name}`) ? words(`fields.${name}`) : name;
  const index = parts.findIndex((part) => /^\d+$/.test(part));
  return index < 0 ? field : words('ofHost', { number: Number(parts[index]) + 1, field });
}

function describeProblem(words: WordsByCode, facts: Facts): string {
  const key = `problems.${facts.problem}`;
  return words(words.has(key) ? key : 'problems.format', facts);
}

/**
 * Returns a function that turns a failure into a sentence: from the messages of use cases, otherwise from those of hypervisors.
 * Works in server components and in client ones.
 */
export function useFailureText(): (failure: ShownFailure) => string {
  const words = useWordsByCode('errors');
  const driverWords = useWordsByCode('driver');
  const policyLabels = useWordsByCode('policy.label');
  return ({ code, facts }) => {
    if (code === 'invalid-input') {
      const field = nameField(words, policyLabels, String(facts.field));
      return words(code, { field, problem: describeProblem(words, facts) });
    }
    if (words.has(code)) return words(code, facts);
    return driverWords.has(code) ? driverWords(code, facts) : words('unknown-code', { code });
  };
}

/** The field of a form that a failure is about, or null when it is about something else. */
export function fieldOf(failure: ShownFailure | null): string | null {
  const isAboutField = failure?.code === 'invalid-input' || failure?.code === 'bad-config';
  return isAboutField && failure.facts.field ? String(failure.facts.field) : null;
}

/** The same for one field of a form: what is wrong with it, or null. */
export function useFieldFailure(failure: ShownFailure | null): (field: string) => string | null {
  const words = useWordsByCode('errors');
  return (field) => {
    if (!failure || fieldOf(failure) !== field) return null;
    return failure.code === 'invalid-input' ? describeProblem(words, failure.facts) : words(failure.code);
  };
}
