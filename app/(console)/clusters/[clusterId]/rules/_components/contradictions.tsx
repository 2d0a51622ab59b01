import { useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { Note } from '@/components/ui/note';
import type { Rejection } from '@/lib/model/rejection';

/** Rules that no placement can all keep; nothing if there are none. */
export function Contradictions({ found }: { found: readonly Rejection[] }) {
  const t = useTranslations('rules');
  if (found.length === 0) return null;
  return (
    <Note tone="crit" title={t('contradictions', { count: found.length })}>
      <ul>
        {found.map(({ code, facts }) => (
          <li key={JSON.stringify([code, facts])}>
            <RejectionText code={code} facts={facts} withCode />
          </li>
        ))}
      </ul>
    </Note>
  );
}
