import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/ui/button-link';
import { Icon } from '@/components/ui/icon';
import { type VmFilter, vmShows } from '@/lib/model/list-filter';
import { paths } from '@/lib/model/paths';
import { readListNames } from '@/lib/views/shared/read-list-names';
import { listVms } from '@/lib/views/vms/list-vms';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { ListPage } from '../_components/list-page';
import { VmsTable } from './_components/vms-table';
import { readVmsQuery, vmsHref } from './vms-query';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('vms'))('title') };
}

interface VmsPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function VmsPage({ searchParams }: VmsPageProps) {
  const ctx = await requireContext();
  const filter = readVmsQuery(await searchParams);
  const [first, names, t] = await Promise.all([
    listVms({ ctx, input: { filter, from: 0 } }),
    readListNames({ ctx, input: { hostId: filter.hostId } }),
    getTranslations('vms'),
  ]);
  const hrefOf = (change: Partial<VmFilter>) => vmsHref({ ...filter, ...change });
  return (
    <ListPage
      list="vms"
      total={first.total}
      shows={vmShows.map((show) => ({ show, label: t(`shows.${show}`) }))}
      filter={filter}
      hrefOf={hrefOf}
      clusters={names.clusters}
      clearHref={paths.vms()}
      more={
        filter.hostId ? (
          <ButtonLink size="small" href={hrefOf({ hostId: null })}>
            {t('onHost', { host: names.host ?? '-' })}
            <Icon name="close" size={12} label={t('anyHost')} />
          </ButtonLink>
        ) : null
      }
    >
      <VmsTable key={vmsHref(filter)} first={first} filter={filter} />
    </ListPage>
  );
}
