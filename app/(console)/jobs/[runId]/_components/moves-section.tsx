import { useTranslations } from 'next-intl';
import { Empty } from '@/components/ui/empty';
import { Section } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import type { JobPage } from '@/lib/views/job/read-job';
import { type JobQuery, jobHref } from '../job-query';
import { MovesTable } from './moves-table';
import { MovesTimeline } from './moves-timeline';

/** The moves of a job: on a time axis, or as a table with every figure. */
export function MovesSection({ job, name, query }: { job: JobPage; name: string; query: JobQuery }) {
  const t = useTranslations('jobs.moves');
  if (job.moves.length === 0) {
    return (
      <Section title={t('title')}>
        <Empty
          icon={job.steps.length > 0 ? 'ok' : 'warn'}
          title={t(job.steps.length > 0 ? 'onlySteps' : 'none')}
        />
      </Section>
    );
  }
  const isTable = query.view === 'table';
  const hrefOf = (change: Partial<JobQuery>) => jobHref(job.id, query, change);
  const waves = new Set(job.moves.map((move) => move.wave)).size;
  const caption = t('caption', { name });
  return (
    <Section
      title={t('title')}
      note={isTable ? t('noteTable', { count: job.moves.length, waves }) : t('noteTime')}
      aside={
        <Segmented
          label={t('view')}
          segments={[
            { key: 'time', label: t('byTime'), href: hrefOf({ view: 'time' }), isCurrent: !isTable },
            { key: 'table', label: t('asTable'), href: hrefOf({ view: 'table' }), isCurrent: isTable },
          ]}
        />
      }
    >
      {isTable ? (
        <MovesTable job={job} caption={caption} query={query} />
      ) : (
        <MovesTimeline job={job} caption={caption} query={query} />
      )}
    </Section>
  );
}
