import { useTranslations } from 'next-intl';

/** Messages for codes that the type system does not know, so a message may be missing. */
export interface WordsByCode {
  (code: string, facts?: Record<string, string | number>): string;
  has(code: string): boolean;
}

export const useWordsByCode = (namespace: Parameters<typeof useTranslations>[0]): WordsByCode =>
  useTranslations(namespace) as unknown as WordsByCode;
