import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { Pagination } from '@/components/data-table/pagination';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { PageBody, PageHead } from '@/components/ui/page';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import { readEvaluations } from '@/lib/views/evaluations/read-evaluations';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { Shows } from '../_components/shows';
import { EvaluationFilters } from './_components/evaluation-filters';
import { EvaluationsTable } from './_components/evaluations-table';
import { evaluationsHref, readEvaluationsQuery, toEvaluationsInput } from './evaluations-query';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('evaluations'))('title') };
}

interface EvaluationsPageProps {
  searchParams: Promise<SearchParams>;
}

/** The log of evaluations: why Ballast moved something, or nothing. */
export default async function EvaluationsPage({ searchParams }: EvaluationsPageProps) {
  const ctx = await requireContext();
  const query = readEvaluationsQuery(await searchParams);
  const [log, t, locale] = await Promise.all([
    readEvaluations({ ctx, input: toEvaluationsInput(query, ctx.clock.now()) }),
    getTranslations('evaluations'),
    getLocale(),
  ]);
  const isFiltered = query.cluster !== null || query.outcome !== null;
  return (
    <>
      <Shows topics={['cluster', 'planning']} clusters={query.cluster ? [query.cluster] : undefined} />
      <PageHead
        title={t('title')}
        crumbs={[{ href: paths.suggestions(), label: t('suggestions') }]}
        crumbsLabel={t('crumbs')}
        lede={t('lede')}
      />
      <PageBody className="grid gap-4">
        <EvaluationFilters query={query} clusters={log.clusters} />
        {log.total === 0 ? (
          <Empty
            icon="suggestions"
            title={t(isFiltered ? 'noneFiltered' : 'none')}
            action={
              isFiltered ? (
                <ButtonLink href={evaluationsHref({ ...query, cluster: null, outcome: null, page: 1 })}>
                  {t('filter.clear')}
                </ButtonLink>
              ) : undefined
            }
          >
            {t('noneBody')}
          </Empty>
        ) : (
          <div>
            <p className="mb-2 text-ink-3 text-small">
              {t('count', { count: log.total, shown: formatNumber(log.total, locale) })}
            </p>
            <EvaluationsTable rows={log.rows} />
            <Pagination
              page={log.page}
              pages={log.pages}
              hrefOf={(page) => evaluationsHref({ ...query, page })}
            />
          </div>
        )}
      </PageBody>
    </>
  );
}
