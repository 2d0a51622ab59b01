import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { Freshness } from '@/components/live/freshness';
import { Icon } from '@/components/ui/icon';
import type { IconName } from '@/components/ui/icon-shapes';
import { ProgressBar } from '@/components/ui/progress-bar';
import { formatDuration } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { PlanKind } from '@/lib/model/plan';
import type { FrameData, FrameJob } from './types';

const icons: Record<PlanKind, IconName> = {
  balance: 'suggestions',
  evacuate: 'draining',
  migrate: 'move',
  undo: 'move',
  restart: 'down',
};
const SHOWN_JOBS = 3;

/** The moves in flight, on every page, with links to their jobs. */
export function JobBar({ data, isInterrupted }: { data: FrameData; isInterrupted: boolean }) {
  const t = useTranslations('frame');
  const { jobs, queuedJobs, failedToday } = data;
  const rest = jobs.length - SHOWN_JOBS;
  const counts = [
    jobs.length > 0 ? t('jobsRunning', { count: jobs.length }) : t('noJobs'),
    queuedJobs > 0 ? t('jobsQueued', { count: queuedJobs }) : '',
  ];
  return (
    <section
      aria-label={t('jobs')}
      className="ground-raised fixed inset-x-0 bottom-0 z-30 flex h-job-bar items-center gap-4 overflow-hidden whitespace-nowrap border-line-strong border-t px-4 text-small"
    >
      <Link
        prefetch={false} // it would be fetched again with each update of the page
        href={paths.jobs()}
        className="flex shrink-0 items-center gap-1.5 hover:underline md:w-[calc(var(--spacing-nav)-2rem)]"
      >
        <Icon name="chevronUp" size={14} />
        <b>{t('jobs')}</b>
        <span className="text-ink-3 max-md:hidden">{counts.filter(Boolean).join(' · ')}</span>
      </Link>
      {jobs.slice(0, SHOWN_JOBS).map((job, i) => (
        <JobLink key={job.id} job={job} isFirst={i === 0} />
      ))}
      {rest > 0 ? (
        <Link prefetch={false} href={paths.jobs()} className="text-ink-3 hover:underline max-lg:hidden">
          {t('moreJobs', { count: rest })}
        </Link>
      ) : null}
      {failedToday > 0 ? (
        <Link
          prefetch={false}
          href={paths.history({ outcome: 'failed' })}
          className="flex items-center gap-1.25 font-medium text-crit hover:underline max-md:hidden"
        >
          <Icon name="failed" size={14} />
          {t('failedToday', { count: failedToday })}
        </Link>
      ) : null}
      <Freshness updatedAt={data.updatedAt} isInterrupted={isInterrupted} />
    </section>
  );
}

function JobLink({ job, isFirst }: { job: FrameJob; isFirst: boolean }) {
  const t = useTranslations();
  const locale = useLocale();
  const title = t(`frame.job.${job.kind}`, { subject: job.subject });
  return (
    <Link
      prefetch={false}
      href={paths.job(job.id)}
      className={`flex min-w-0 items-center gap-2 hover:underline ${isFirst ? '' : 'max-lg:hidden'}`}
    >
      <Icon name={icons[job.kind]} size={14} className="text-accent" />
      <span className="truncate">{title}</span>
      <ProgressBar label={title} percent={job.percent} className="w-16 shrink-0 lg:w-24" />
      <span className="shrink-0">
        {job.movesDone}
        <span className="text-ink-3"> / {job.movesAll}</span>
      </span>
      {job.movesWaiting > 0 ? (
        <span className="shrink-0 text-ink-3 max-md:hidden">
          {t('frame.movesWaiting', { count: job.movesWaiting })}
        </span>
      ) : null}
      {job.isPaused ? <span className="shrink-0 text-warn max-md:hidden">{t('frame.paused')}</span> : null}
      {job.remainingMs === null ? null : (
        <span className="text-ink-3 max-lg:hidden">
          {t('format.left', { duration: formatDuration(job.remainingMs, locale) })}
        </span>
      )}
    </Link>
  );
}
