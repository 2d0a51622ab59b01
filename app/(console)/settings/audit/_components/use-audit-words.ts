import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { useActorName } from '../../../_components/use-actor-name';

/** The words for what the audit list holds as codes; a code that has none yet is shown as it is. */
export function useAuditWords() {
  const words = useWordsByCode('settings');
  const actorName = useActorName();
  const translate = (key: string, otherwise: string) => (words.has(key) ? words(key) : otherwise);
  return {
    action: (action: string): string => translate(`actions.${action.replaceAll('.', '-')}`, action),
    actor: (name: string, kind: 'user' | 'system'): string => (kind === 'user' ? name : actorName(name)),
  };
}
