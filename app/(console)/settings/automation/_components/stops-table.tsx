import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { useStopText } from '@/components/domain/stop-text';
import { TextLink } from '@/components/ui/text-link';
import { DateTime, RelativeTime } from '@/components/ui/times';
import { paths } from '@/lib/model/paths';
import type { StopRow } from '@/lib/views/settings/read-automation';
import { ResumeButton } from './resume-button';

/** Where automation stopped by itself, why, and who resumed it. */
export function StopsTable({ stops, refusal }: { stops: readonly StopRow[]; refusal: string | null }) {
  const t = useTranslations('automation.stops');
  const stopText = useStopText();
  const columns: Column<StopRow>[] = [
    {
      key: 'when',
      header: t('when'),
      wideOnly: true,
      cell: (stop) => <DateTime at={stop.at} style="dayClock" />,
    },
    {
      key: 'cluster',
      header: t('cluster'),
      cell: ({ cluster }) => (
        <TextLink quiet href={paths.cluster(cluster.id)}>
          {cluster.name}
        </TextLink>
      ),
    },
    {
      key: 'why',
      header: t('why'),
      wrap: true,
      cell: ({ code, facts, runId }) => (
        <>
          {stopText(code, facts)}{' '}
          {runId ? (
            <TextLink href={paths.job(runId)} className="underline">
              {t('openJob', { job: facts.job ?? '-' })}
            </TextLink>
          ) : null}
        </>
      ),
    },
    {
      key: 'state',
      header: t('state'),
      wrap: true,
      cell: ({ resumed, cluster }) =>
        resumed ? (
          <span className="text-ink-2">
            {t.rich('resumedBy', { by: resumed.by, when: () => <RelativeTime at={resumed.at} /> })}
          </span>
        ) : (
          <ResumeButton cluster={cluster} refusal={refusal} />
        ),
    },
  ];
  if (stops.length === 0) return <p className="text-ink-3">{t('none')}</p>;
  return <DataTable caption={t('caption')} columns={columns} items={stops} keyOf={(stop) => stop.id} />;
}
