import { useTranslations } from 'next-intl';
import { Empty } from '@/components/state/empty';
import { Section } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import type { JobPage } from '@/lib/services/runs/read-job';
import { MovesTable } from './moves-table';
import { MovesTimeline } from './moves-timeline';

/** The moves of a job: along the time, or as a table with every figure. */
export function MovesSection({ job, name, isTable }: { job: JobPage; name: string; isTable: boolean }) {
  const t = useTranslations('jobs.moves');
  if (job.moves.length === 0) {
    return (
      <Section title={t('title')}>
        <Empty icon="warn" title={t('none')} />
      </Section>
    );
  }
  const href = `/jobs/${job.id}`;
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
            { key: 'time', label: t('byTime'), href, isCurrent: !isTable },
            { key: 'table', label: t('asTable'), href: `${href}?view=table`, isCurrent: isTable },
          ]}
        />
      }
    >
      {isTable ? <MovesTable job={job} caption={caption} /> : <MovesTimeline job={job} caption={caption} />}
    </Section>
  );
}
