import { useTranslations } from 'next-intl';
import { Status } from '@/components/ui/status';
import { type HostCondition, hostAppearances, hostStatusOf } from './host-status';

/** A host's state as glyph, word and colour, from its mode, its connection and its load. */
export function HostBadge({ glyphOnly, ...condition }: HostCondition & { glyphOnly?: boolean }) {
  const t = useTranslations('state.host');
  const status = hostStatusOf(condition);
  return (
    <Status {...hostAppearances[status]} glyphOnly={glyphOnly}>
      {t(status)}
    </Status>
  );
}
