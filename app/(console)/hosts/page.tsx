import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { isAllowed } from '@/lib/model/actor';
import { type HostFilter, hostShows } from '@/lib/model/list-filter';
import { paths } from '@/lib/model/paths';
import { listHosts } from '@/lib/views/hosts/list-hosts';
import { readListNames } from '@/lib/views/shared/read-list-names';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { ListPage } from '../_components/list-page';
import { ChooseHosts } from './_components/choose-hosts';
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
  const [first, names, t] = await Promise.all([
    listHosts({ ctx, input: { filter, from: 0 } }),
    readListNames({ ctx, input: { of: 'hosts', hostId: null } }),
    getTranslations('hosts'),
  ]);
  return (
    <ListPage
      list="hosts"
      topics={['cluster', 'host', 'vm', 'sample']}
      total={first.total}
      shows={hostShows.map((show) => ({ show, label: t(`shows.${show}`) }))}
      filter={filter}
      hrefOf={(change: Partial<HostFilter>) => hostsHref({ ...filter, ...change })}
      clusters={names.clusters}
      tags={names.tags}
      clearHref={paths.hosts()}
      actions={
        <ChooseHosts
          clusters={names.clusters}
          clusterId={filter.clusterId}
          disabledReason={isAllowed(ctx.actor, 'host.evacuate') ? null : t('evacuateRole')}
        />
      }
    >
      <HostsTable key={hostsHref(filter)} first={first} filter={filter} />
    </ListPage>
  );
}
