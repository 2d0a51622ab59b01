import { useLocale, useTranslations } from 'next-intl';
import { type Column, DataTable, RowLink } from '@/components/data-table/data-table';
import { RunStateBadge } from '@/components/domain/state-badges';
import { ProgressBar } from '@/components/ui/progress-bar';
import { Code } from '@/components/ui/tag';
import { DateTime } from '@/components/ui/times';
import { formatDuration } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { JobRow } from '@/lib/views/job/read-jobs';
import { useActorName } from '../../_components/use-actor-name';

/** Jobs, those in progress first. */
export function JobsTable({ jobs }: { jobs: readonly JobRow[] }) {
  const t = useTranslations('jobs');
  const locale = useLocale();
  const actorName = useActorName();
  const columns: Column<JobRow>[] = [
    { key: 'state', header: t('list.state'), cell: (job) => <State job={job} /> },
    { key: 'job', header: t('list.job'), wrap: true, cell: (job) => <Name job={job} /> },
    { key: 'cluster', header: t('list.cluster'), wideOnly: true, cell: (job) => job.cluster },
    { key: 'moved', header: t('list.moved'), cell: (job) => <Moved job={job} /> },
    { key: 'by', header: t('list.by'), wideOnly: true, cell: (job) => actorName(job.requestedBy) },
    {
      key: 'begun',
      header: t('list.begun'),
      wideOnly: true,
      cell: (job) => <DateTime at={job.createdAt} />,
    },
    {
      key: 'took',
      header: t('list.took'),
      numeric: true,
      cell: (job) =>
        job.leftMs === null
          ? formatDuration(job.tookMs, locale)
          : t('list.left', { duration: formatDuration(job.leftMs, locale) }),
    },
  ];
  return <DataTable caption={t('list.caption')} columns={columns} items={jobs} keyOf={(job) => job.id} />;
}

function State({ job }: { job: JobRow }) {
  const t = useTranslations('jobs.list');
  return (
    <>
      <RunStateBadge state={job.state} glyphOnly="phone" />
      {job.isPaused ? <span className="ml-1.5 text-small text-warn">{t('paused')}</span> : null}
      {job.isCancelling ? <span className="ml-1.5 text-ink-3 text-small">{t('cancelling')}</span> : null}
    </>
  );
}

function Name({ job }: { job: JobRow }) {
  const t = useTranslations('jobs');
  return (
    <>
      <RowLink href={paths.job(job.id)}>{t(`name.${job.kind}`, { subject: job.subject })}</RowLink>{' '}
      <Code>{t('number', { number: job.number })}</Code>
      {job.note ? (
        <span className="block text-ink-3 text-small">{t('list.forNote', { note: job.note })}</span>
      ) : null}
    </>
  );
}

function Moved({ job }: { job: JobRow }) {
  const t = useTranslations('jobs');
  const name = t(`name.${job.kind}`, { subject: job.subject });
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {t('list.movedOf', { done: job.done, all: job.moves })}
      {job.percent === null ? null : (
        <ProgressBar
          label={t('list.progress', { name })}
          percent={job.percent}
          className="w-24 max-md:hidden"
        />
      )}
      {job.waiting > 0 ? (
        <span className="text-ink-3 text-small">{t('list.waiting', { count: job.waiting })}</span>
      ) : null}
      {job.failed > 0 ? (
        <span className="text-crit text-small">{t('list.failed', { count: job.failed })}</span>
      ) : null}
      {job.skipped > 0 ? (
        <span className="text-ink-3 text-small">{t('list.skipped', { count: job.skipped })}</span>
      ) : null}
    </span>
  );
}
