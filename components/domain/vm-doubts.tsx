import { useLocale, useTranslations } from 'next-intl';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import { DateTime } from '@/components/ui/times';
import { formatNumber } from '@/lib/format/number';
import type { VmDoubt } from '@/lib/model/vm-doubt';

/** A measured value of a VM that is not used, as a sentence. */
function useDoubtText(): (doubt: VmDoubt) => string {
  const t = useTranslations('doubt');
  const locale = useLocale();
  return ({ code, facts: { measure = 'other', value = '-', most = '-' } }) => {
    const show = (fact: string | number) =>
      typeof fact === 'number' ? formatNumber(fact, locale, Number.isInteger(fact) ? 0 : 1) : fact;
    return t(code, { measure, value: show(value), most: show(most) });
  };
}

/** The values of a VM that are not used, why, and since when; nothing if there are none. */
export function VmDoubts({ doubts }: { doubts: readonly VmDoubt[] }) {
  const t = useTranslations('host.doubts');
  const doubtText = useDoubtText();
  if (doubts.length === 0) return null;
  return (
    <Note tone="warn" title={t('title')} className="mt-3">
      {doubts.map((doubt) => (
        <p key={`${doubt.code} ${doubt.facts.measure}`}>
          {doubtText(doubt)} {t.rich('since', { when: () => <DateTime at={doubt.since} /> })}
        </p>
      ))}
    </Note>
  );
}

/** Beside the name of a VM: some of its values are not used. */
export function DoubtMark({ doubts }: { doubts: readonly VmDoubt[] }) {
  const t = useTranslations('host.doubts');
  const doubtText = useDoubtText();
  if (doubts.length === 0) return null;
  return (
    <span data-tone="warn" className="inline-flex text-(--tone-ink)" title={doubts.map(doubtText).join('\n')}>
      <Icon name="warn" size={14} />
      <span className="sr-only">{t('title')}</span>
    </span>
  );
}
