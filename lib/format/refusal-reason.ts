import type { Facts } from '../model/errors.ts';

/** The facts of a rejection as its sentence wants them: an earlier refusal has a code as its reason, which becomes a text. */
export function withReasonWords(
  code: string,
  facts: Facts,
  wordsOf: (reason: string) => string | undefined,
): Facts {
  if (code !== 'refused-before') return facts;
  const reason = String(facts.reason);
  return { ...facts, reason: wordsOf(reason) ?? reason };
}
