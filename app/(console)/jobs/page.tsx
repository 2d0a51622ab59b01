import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterMenu } from '@/components/data-table/filter-menu';
import { Pagination } from '@/components/data-table/pagination';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { PageBody, PageHead } from '@/components/ui/page';
import { Tabs } from '@/components/ui/tabs';
import { paths } from '@/lib/model/paths';
import { type JobFilter, jobShows, readJobs } from '@/lib/views/job/read-jobs';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { Shows } from '../_components/shows';
import { JobsTable } from './_components/jobs-table';
import { jobsHref, readJobsQuery } from './jobs-query';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('jobs'))('title') };
}

interface JobsPageProps {
  searchParams: Promise<SearchParams>;
}

const kinds = ['balance', 'evacuate', 'migrate', 'restart'] as const;

export default async function JobsPage({ searchParams }: JobsPageProps) {
  const ctx = await requireContext();
  const query = readJobsQuery(await searchParams);
  const [jobs, t, tKind] = await Promise.all([
    readJobs({ ctx, input: query }),
    getTranslations('jobs'),
    getTranslations('state.planKind'),
  ]);
  const hrefOf = (change: Partial<JobFilter>) => jobsHref({ ...query, page: 1, ...change });
  return (
    <>
      <Shows
        topics={['cluster', 'job', 'move', 'progress']}
        clusters={query.clusterId ? [query.clusterId] : undefined}
      />
      <PageHead title={t('title')} lede={t('lede')} />
      <Tabs
        label={t('tabs.label')}
        tabs={jobShows.map((show) => ({
          href: hrefOf({ show }),
          label: t(`tabs.${show}`),
          count: jobs.counts[show],
          isCurrent: query.show === show,
        }))}
      />
      <PageBody>
        <div className="mb-3 flex flex-wrap gap-2">
          <FilterMenu
            name={t('filter.kind')}
            any={t('filter.any')}
            anyHref={hrefOf({ kind: null })}
            chosen={query.kind}
            options={kinds.map((kind) => ({ key: kind, label: tKind(kind), href: hrefOf({ kind }) }))}
          />
          <FilterMenu
            name={t('filter.cluster')}
            any={t('filter.any')}
            anyHref={hrefOf({ clusterId: null })}
            chosen={query.clusterId}
            options={jobs.clusters.map(({ id, name }) => ({
              key: id,
              label: name,
              href: hrefOf({ clusterId: id }),
            }))}
          />
        </div>
        {jobs.rows.length > 0 ? <JobsTable jobs={jobs.rows} /> : <NoJobs query={query} />}
        <Pagination page={jobs.page} pages={jobs.pages} hrefOf={(page) => hrefOf({ page })} />
      </PageBody>
    </>
  );
}

async function NoJobs({ query }: { query: JobFilter }) {
  const t = await getTranslations('jobs.list');
  const isFiltered = query.kind !== null || query.clusterId !== null;
  if (query.show === 'all' && !isFiltered) {
    return (
      <Empty icon="jobs" title={t('none')}>
        {t('noneBody')}
      </Empty>
    );
  }
  const title = query.show === 'active' && !isFiltered ? t('noneActive') : t('noneFiltered');
  return (
    <Empty icon="jobs" title={title} action={<ButtonLink href={paths.jobs()}>{t('all')}</ButtonLink>}>
      {query.show === 'active' ? t('noneBody') : null}
    </Empty>
  );
}
