import { useLocale, useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { KeyValues, Section } from '@/components/ui/page';
import { DateTime } from '@/components/ui/times';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatPercent } from '@/lib/format/number';
import type { HostPage } from '@/lib/views/host/read-host';
import { ClockText, HostReserveEntry } from './host-reserve';
import { MigrationNetwork } from './migration-network';

interface SummaryProps {
  page: HostPage;
  refusal: string | null; // why this person may not change what is entered
}

/** The facts of a host, load and measured use apart. */
export function Summary({ page: { host }, refusal }: SummaryProps) {
  const t = useTranslations('host.summary');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  const failureText = useFailureText();
  const use = host.connection === 'up' ? host.use : null;
  const pair = (cpu: number | null | undefined, memory: number | null | undefined): string =>
    `${tCommon('cpu')} ${formatPercent(cpu, locale)}, ${tCommon('memory')} ${formatPercent(memory, locale)}`;
  const unknown = t('unknown');
  const entries = [
    { key: 'load', name: t('load'), value: pair(host.cpuPercent, host.memoryPercent) },
    { key: 'use', name: t('use'), value: pair(use?.cpuPercent, use?.memoryPercent) },
    { key: 'cpu', name: t('cpu'), value: host.cpuModel ?? unknown },
    { key: 'memory', name: t('memory'), value: formatMebibytes(host.memoryMiB, locale) },
    {
      key: 'reserve',
      name: t('reserve'),
      value: <HostReserveEntry host={host} refusal={refusal} />,
    },
    { key: 'clock', name: t('clock'), value: <ClockText clock={host.clock} /> },
    {
      key: 'link',
      name: t('link'),
      value: <MigrationNetwork host={host} refusal={refusal} />,
    },
    { key: 'rack', name: t('rack'), value: host.rack ?? unknown },
    { key: 'version', name: t('version'), value: host.version ?? unknown },
    {
      key: 'seen',
      name: t('lastSeen'),
      value: host.lastSampleAt ? <DateTime at={host.lastSampleAt} /> : unknown,
    },
    ...(host.lastError ? [{ key: 'error', name: t('lastError'), value: failureText(host.lastError) }] : []),
  ];
  return (
    <Section title={t('title')}>
      <KeyValues entries={entries} />
    </Section>
  );
}
