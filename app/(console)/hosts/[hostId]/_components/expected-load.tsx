import { useLocale, useTranslations } from 'next-intl';
import { ExpectedChart } from '@/components/charts/expected-chart';
import { Section } from '@/components/ui/page';
import { formatNumber } from '@/lib/format/number';
import type { HostPage } from '@/lib/views/host/read-host';

/** The CPU load that is expected in the next day, how wrong such forecasts were, and whether plans use it. */
export function ExpectedLoad({ page: { host, cluster, expected } }: { page: HostPage }) {
  const t = useTranslations('host.expected');
  const locale = useLocale();
  if (expected === null) return null;
  const { errorPoints, persistencePoints, isTrusted, ...series } = expected;
  if (errorPoints === null)
    return (
      <Section title={t('title')}>
        <p className="text-ink-3">{t('tooYoung')}</p>
      </Section>
    );
  const facts = {
    error: formatNumber(errorPoints, locale, 1),
    persistence: formatNumber(persistencePoints, locale, 1),
  };
  return (
    <Section title={t('title')} note={t('error', facts)}>
      <ExpectedChart
        {...series}
        host={host.name}
        errorPoints={errorPoints}
        threshold={cluster.cpuThresholdPercent}
      />
      <p className="mt-1 max-w-[86ch] text-ink-3 text-small">{t(isTrusted ? 'trusted' : 'untrusted')}</p>
    </Section>
  );
}
