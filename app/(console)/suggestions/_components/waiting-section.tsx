import { useLocale, useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';
import { Icon } from '@/components/ui/icon';
import { Section } from '@/components/ui/page';
import { Code } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { RelativeTime } from '@/components/ui/times';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { SuggestionRow } from '@/lib/views/suggestion/read-suggestions';
import { useSuggestionName } from './use-suggestion-words';

/** What waits for a decision: one line each, and the way to it. */
export function WaitingSection({ waiting }: { waiting: readonly SuggestionRow[] }) {
  const t = useTranslations('suggestions.waiting');
  const locale = useLocale();
  return (
    <Section title={t('title')} note={formatNumber(waiting.length, locale)}>
      <ul className="border-line border-t">
        {waiting.map((suggestion, i) => (
          <WaitingRow key={suggestion.planId} suggestion={suggestion} isFirst={i === 0} />
        ))}
      </ul>
    </Section>
  );
}

function WaitingRow({ suggestion, isFirst }: { suggestion: SuggestionRow; isFirst: boolean }) {
  const t = useTranslations('suggestions');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  const nameOf = useSuggestionName();
  const href = paths.suggestion(suggestion.planId);
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5 gap-y-2 border-line border-b py-2.5 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <Icon name="suggestions" size={14} className="mt-0.75 text-accent" />
      <div className="min-w-0">
        <h3 className="font-semibold">
          <TextLink quiet href={href}>
            {nameOf(suggestion, suggestion.thresholdPercent)}
          </TextLink>{' '}
          <Code>{t('number', { number: suggestion.number })}</Code>
        </h3>
        <p className="text-ink-2 text-small">
          {t('waiting.gist', {
            cluster: suggestion.cluster,
            moves: tCommon('moves', { count: suggestion.moves }),
            before: formatNumber(suggestion.spreadBefore, locale, 2),
            after: formatNumber(suggestion.spreadAfter, locale, 2),
            duration: formatDuration(suggestion.seconds * 1000, locale),
          })}
          {' · '}
          {t.rich('waiting.expires', {
            when: () => (suggestion.expiresAt ? <RelativeTime at={suggestion.expiresAt} /> : '-'),
          })}
        </p>
      </div>
      <ButtonLink
        href={href}
        variant={isFirst ? 'primary' : 'plain'}
        className="justify-self-start max-sm:col-start-2 sm:min-w-20"
      >
        {t('waiting.review')}
      </ButtonLink>
    </li>
  );
}
