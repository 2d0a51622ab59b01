import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/ui/button-link';
import { Icon } from '@/components/ui/icon';
import { isAllowed } from '@/lib/model/actor';
import { type VmFilter, vmShows } from '@/lib/model/list-filter';
import { paths } from '@/lib/model/paths';
import { readListNames } from '@/lib/views/shared/read-list-names';
import { listAutomationChanges } from '@/lib/views/vms/list-automation-changes';
import { listVms } from '@/lib/views/vms/list-vms';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { ListPage } from '../_components/list-page';
import { AutomationChanges } from './_components/automation-changes';
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
  const mayAutomate = isAllowed(ctx.actor, 'vm.automate');
  const [first, names, changes, t] = await Promise.all([
    listVms({ ctx, input: { filter, from: 0 } }),
    readListNames({ ctx, input: { of: 'vms', hostId: filter.hostId } }),
    filter.show === 'by-hand' ? listAutomationChanges({ ctx }) : [],
    getTranslations('vms'),
  ]);
  const hrefOf = (change: Partial<VmFilter>) => vmsHref({ ...filter, ...change });
  return (
    <ListPage
      list="vms"
      topics={['cluster', 'host', 'vm', 'sample', 'policy']}
      total={first.total}
      shows={vmShows.map((show) => ({ show, label: t(`shows.${show}`) }))}
      filter={filter}
      hrefOf={hrefOf}
      clusters={names.clusters}
      tags={names.tags}
      clearHref={paths.vms()}
      more={
        filter.hostId ? (
          <ButtonLink size="small" href={hrefOf({ hostId: null })}>
            {t('onHost', { host: names.host ?? '-' })}
            <Icon name="close" size={12} label={t('anyHost')} />
          </ButtonLink>
        ) : null
      }
      below={
        <AutomationChanges changes={changes} refusal={mayAutomate ? null : t('automation.notAllowed')} />
      }
    >
      <VmsTable key={vmsHref(filter)} first={first} filter={filter} canChoose={mayAutomate} />
    </ListPage>
  );
}
