import { useTranslations } from 'next-intl';

/** Words that are looked up by a code from outside the type system, and that may be missing. */
export interface WordsByCode {
  (code: string, facts?: Record<string, string | number>): string;
  has(code: string): boolean;
}

export const useWordsByCode = (namespace: Parameters<typeof useTranslations>[0]): WordsByCode =>
  useTranslations(namespace) as unknown as WordsByCode;
