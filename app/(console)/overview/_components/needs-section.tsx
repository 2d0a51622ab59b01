import { useLocale, useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { Icon } from '@/components/ui/icon';
import { Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { Need } from '@/lib/views/overview/read-needs';
import { needAppearance } from './need-appearance';
import { NeedWords } from './need-words';

/** More of them would push everything else off the screen. */
const MAX_SHOWN = 12;

/** What needs attention, the most urgent first, each with its next step. */
export function NeedsSection({ needs, isInPast }: { needs: readonly Need[]; isInPast: boolean }) {
  const t = useTranslations('overview.needs');
  const locale = useLocale();
  const first = needs.find(({ kind }) => kind === 'failing-host' || kind === 'suggestion');
  return (
    <Section title={t('title')} note={needs.length > 0 ? formatNumber(needs.length, locale) : undefined}>
      {needs.length === 0 ? (
        <Empty icon="ok" tone="ok" title={t('none')}>
          {t(isInPast ? 'noneInPast' : 'noneBody')}
        </Empty>
      ) : (
        <ul className="border-line border-t">
          {needs.slice(0, MAX_SHOWN).map((need) => (
            <NeedRow key={need.key} need={need} isPrimary={need === first} />
          ))}
        </ul>
      )}
      {needs.length > MAX_SHOWN ? (
        <p className="mt-2 flex flex-wrap gap-x-3 text-ink-3 text-small">
          {t('more', { count: needs.length - MAX_SHOWN })}
          <TextLink href={paths.hosts({ show: 'attention' })}>{t('hosts')}</TextLink>
          <TextLink href={paths.suggestions()}>{t('suggestions')}</TextLink>
        </p>
      ) : null}
    </Section>
  );
}

function NeedRow({ need, isPrimary }: { need: Need; isPrimary: boolean }) {
  const t = useTranslations('overview.needs');
  const { icon, tone, href, action } = needAppearance(need);
  return (
    <li
      data-tone={tone}
      className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5 gap-y-2 border-line border-b py-2.5 sm:grid-cols-[auto_minmax(0,1fr)_auto]"
    >
      <Icon name={icon} size={14} className="mt-0.75 text-(--tone-ink)" />
      <NeedWords need={need} />
      <ButtonLink
        href={href}
        variant={isPrimary ? 'primary' : 'plain'}
        className="justify-self-start max-sm:col-start-2 sm:min-w-20"
      >
        {t(action)}
      </ButtonLink>
    </li>
  );
}
