import { useLocale, useTranslations } from 'next-intl';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { formatBytes, formatMebibytes, formatRate } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import type { MigrationStatistics } from '@/lib/model/ports';
import { isFinishedMove } from '@/lib/model/run';
import type { JobMove } from '@/lib/views/job/read-job';

/** The forecast beside the result, and the data that the forecast is based on. */
export function MoveComparison({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.move');
  const locale = useLocale();
  const { forecast, statistics } = move;
  const hasEnded = isFinishedMove(move.state);
  const rows = [
    {
      key: 'took',
      name: t('duration'),
      forecast: formatDuration(move.predictedMs, locale),
      actual: hasEnded ? formatDuration(move.tookMs, locale) : '-',
    },
    {
      key: 'pause',
      name: t('pause'),
      forecast: formatDuration(move.predictedPauseMs, locale),
      actual: hasEnded ? formatDuration(move.pauseMs, locale) : '-',
    },
    {
      key: 'copied',
      name: t('copied'),
      forecast: formatMebibytes(forecast?.transferredMiB, locale),
      actual: hasEnded ? formatBytes(move.copiedBytes, locale) : '-',
    },
    {
      key: 'rounds',
      name: t('rounds'),
      forecast: forecast ? String(forecast.rounds) : '-',
      actual: hasEnded && move.round !== null ? String(move.round) : '-',
    },
    {
      key: 'bandwidth',
      name: t('bandwidth'),
      forecast: formatRate(forecast?.bandwidthMiBps, locale),
      actual: formatRate(statistics?.bandwidthMiBps, locale),
    },
  ];
  return (
    <>
      <Table caption={t('comparison', { vm: move.vm })}>
        <thead>
          <tr>
            <HeadCell>
              <span className="sr-only">{t('figure')}</span>
            </HeadCell>
            <HeadCell numeric>{t('forecast')}</HeadCell>
            <HeadCell numeric>{t('actual')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key}>
              <Cell className="h-6 text-ink-2 md:h-6">{row.name}</Cell>
              <Cell numeric className="h-6 md:h-6">
                {row.forecast}
              </Cell>
              <Cell numeric className="h-6 md:h-6">
                {row.actual}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {forecast ? (
        <p className="mt-1.5 text-ink-2 text-small">
          {forecast.converges ? null : `${t('noEnd')} `}
          {t(`basis.${forecast.basis}`)}
        </p>
      ) : null}
    </>
  );
}

/** The job statistics as the hypervisor reported them, for anyone who has to look closer. */
export function MoveReport({ statistics }: { statistics: MigrationStatistics }) {
  const t = useTranslations('jobs.move');
  const entries = Object.entries(statistics.reported ?? {});
  if (entries.length === 0) return null;
  return (
    <details className="mt-4 border-line border-t pt-3">
      <summary className="cursor-pointer font-semibold">{t('reported')}</summary>
      <dl className="mt-2 grid grid-cols-[minmax(0,1fr)_max-content] gap-x-3 font-mono text-small">
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="truncate text-ink-2" title={name}>
              {name}
            </dt>
            <dd className="text-right">{String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
