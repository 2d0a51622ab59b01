import type { Metadata } from 'next';
import { getTimeZone, getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import { Columns, PageBody, PageHead } from '@/components/ui/page';
import { listClustersAndHosts } from '@/lib/views/history/list-clusters-and-hosts';
import { readHistory } from '@/lib/views/history/read-history';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { Shows } from '../_components/shows';
import { DurationsSection, PerTimeSection } from './_components/charts-sections';
import { Filters } from './_components/filters';
import { ForecastSection } from './_components/forecast-section';
import { Headline } from './_components/headline';
import { HistoryTable } from './_components/history-table';
import { MostMovedSection } from './_components/most-moved-section';
import { RoutesSection } from './_components/routes-section';
import {
  type HistoryQuery,
  historyExportHref,
  historyHref,
  readHistoryQuery,
  toHistoryFilter,
} from './history-query';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('history'))('title') };
}

interface HistoryPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function HistoryPage({ searchParams }: HistoryPageProps) {
  const ctx = await requireContext();
  const query = readHistoryQuery(await searchParams);
  const timeZone = await getTimeZone();
  const { filter, isValid } = toHistoryFilter(query, { now: ctx.clock.now(), timeZone });
  const [history, clusters, t] = await Promise.all([
    readHistory({ ctx, input: { filter, page: query.page, timeZone } }),
    listClustersAndHosts({ ctx }),
    getTranslations('history'),
  ]);
  const cluster = clusters.find((each) => each.id === query.cluster);
  return (
    <>
      <Shows topics={['cluster', 'job', 'move']} clusters={query.cluster ? [query.cluster] : undefined} />
      <PageHead
        title={t('title')}
        lede={<Headline history={history} query={query} />}
        actions={
          <ButtonLink href={historyExportHref(query)} prefetch={false}>
            <Icon name="download" size={14} />
            {t('export')}
          </ButtonLink>
        }
      />
      <PageBody className="grid gap-6">
        {isValid ? null : <Note tone="warn" title={t('invalid')} />}
        <Filters query={query} clusters={clusters} />
        {history.total === 0 ? (
          <Nothing query={query} />
        ) : (
          <>
            <Columns layout="three" className="lg:grid-cols-[1.5fr_1fr_1fr]">
              <PerTimeSection history={history} filter={filter} />
              <DurationsSection history={history} />
              <ForecastSection forecast={history.forecast} />
            </Columns>
            <Columns className="border-line border-t pt-4 lg:grid-cols-[2fr_1fr]">
              {history.routes ? (
                <RoutesSection routes={history.routes} cluster={cluster?.name ?? t('routes.all')} />
              ) : null}
              <MostMovedSection most={history.mostMoved} query={query} />
            </Columns>
            <HistoryTable history={history} query={query} />
          </>
        )}
      </PageBody>
    </>
  );
}

async function Nothing({ query }: { query: HistoryQuery }) {
  const t = await getTranslations('history');
  const plain = readHistoryQuery({});
  const isFiltered = historyHref({ ...query, page: 1 }) !== historyHref(plain);
  return (
    <Empty
      icon="history"
      title={t(isFiltered ? 'table.noneFiltered' : 'table.none')}
      action={isFiltered ? <ButtonLink href={historyHref(plain)}>{t('filter.clear')}</ButtonLink> : undefined}
    >
      {t(isFiltered ? 'table.noneFilteredBody' : 'table.noneBody')}
    </Empty>
  );
}
