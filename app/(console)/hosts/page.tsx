import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterInput } from '@/components/data-table/filter-input';
import { FilterMenu } from '@/components/data-table/filter-menu';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { PageBody, PageHead } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import { type HostFilter, hostShows } from '@/lib/model/list-filter';
import { paths } from '@/lib/model/paths';
import { listHosts } from '@/lib/views/hosts/list-hosts';
import { readListNames } from '@/lib/views/shared/read-list-names';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { Shows } from '../_components/shows';
import { HostsTable } from './_components/hosts-table';
import { hostsHref, readHostsQuery } from './hosts-query';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('hosts'))('title') };
}

interface HostsPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function HostsPage({ searchParams }: HostsPageProps) {
  const ctx = await requireContext();
  const filter = readHostsQuery(await searchParams);
  const [first, names, t, tCommon] = await Promise.all([
    listHosts({ ctx, input: { filter, from: 0 } }),
    readListNames({ ctx, input: { of: 'hosts', hostId: null } }),
    getTranslations('hosts'),
    getTranslations('common'),
  ]);
  const hrefOf = (change: Partial<HostFilter>) => hostsHref({ ...filter, ...change });
  return (
    <>
      <Shows
        topics={['cluster', 'host', 'vm', 'sample']}
        clusters={filter.clusterId ? [filter.clusterId] : undefined}
      />
      <PageHead title={t('title')} lede={tCommon('hosts', { count: first.total })} />
      <PageBody>
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <FilterInput label={t('filter')} pauseMs={FILTER_PAUSE_MS} />
          <Segmented
            label={t('show')}
            segments={hostShows.map((show) => ({
              key: show,
              label: t(`shows.${show}`),
              isCurrent: filter.show === show,
              href: hrefOf({ show }),
            }))}
            className="max-w-full overflow-x-auto"
          />
          <FilterMenu
            name={t('cluster')}
            any={t('any')}
            anyHref={hrefOf({ clusterId: null })}
            chosen={filter.clusterId}
            options={names.clusters.map(({ id, name }) => ({
              key: id,
              label: name,
              href: hrefOf({ clusterId: id }),
            }))}
          />
          {names.tags.length > 0 || filter.tag ? (
            <FilterMenu
              name={tCommon('tag')}
              any={t('any')}
              anyHref={hrefOf({ tag: null })}
              chosen={filter.tag}
              options={names.tags.map((tag) => ({ key: tag, label: tag, href: hrefOf({ tag }) }))}
            />
          ) : null}
        </div>
        {first.total > 0 ? (
          <HostsTable key={hostsHref(filter)} first={first} filter={filter} />
        ) : (
          <Empty
            icon="search"
            title={t('none')}
            action={<ButtonLink href={paths.hosts()}>{tCommon('clearFilter')}</ButtonLink>}
          >
            {t('noneBody')}
          </Empty>
        )}
      </PageBody>
    </>
  );
}

/** The database filters the list, so that it can follow each key. */
const FILTER_PAUSE_MS = 60;
