import { useTranslations } from 'next-intl';

interface WordsByName {
  (key: string): string;
  has(key: string): boolean;
}

/** The words for what the audit list holds as codes; a code that has none yet is shown as it is. */
export function useAuditWords() {
  const words = useTranslations('settings') as unknown as WordsByName;
  const translate = (key: string, otherwise: string) => (words.has(key) ? words(key) : otherwise);
  return {
    action: (action: string): string => translate(`actions.${action.replaceAll('.', '-')}`, action),
    actor: (name: string, kind: 'user' | 'system'): string =>
      kind === 'user' ? name : translate(`actors.${name.replaceAll(' ', '-')}`, name),
  };
}
