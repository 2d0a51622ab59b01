import type { Facts } from '../model/errors.ts';

/** A code with its facts, as rows keep them: why an observation failed, what planning led to. */
export interface Coded {
  code: string;
  facts: Facts;
}

/** `{ code, facts }` as it was stored, or null. */
export function parseCoded(stored: unknown): Coded | null {
  if (typeof stored !== 'object' || stored === null || !('code' in stored)) return null;
  return { code: String(stored.code), facts: 'facts' in stored ? (stored.facts as Facts) : {} };
}
