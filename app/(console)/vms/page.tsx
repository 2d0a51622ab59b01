import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { FilterInput } from '@/components/data-table/filter-input';
import { FilterMenu } from '@/components/data-table/filter-menu';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { Icon } from '@/components/ui/icon';
import { PageBody, PageHead } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import { isAllowed } from '@/lib/model/actor';
import { type VmFilter, vmShows } from '@/lib/model/list-filter';
import { paths } from '@/lib/model/paths';
import { readListNames } from '@/lib/views/shared/read-list-names';
import { listAutomationChanges } from '@/lib/views/vms/list-automation-changes';
import { listVms } from '@/lib/views/vms/list-vms';
import type { SearchParams } from '../../search-params';
import { requireContext } from '../../session';
import { Shows } from '../_components/shows';
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
  const [first, names, changes, t, tCommon] = await Promise.all([
    listVms({ ctx, input: { filter, from: 0 } }),
    readListNames({ ctx, input: { of: 'vms', hostId: filter.hostId } }),
    filter.show === 'by-hand' ? listAutomationChanges({ ctx }) : [],
    getTranslations('vms'),
    getTranslations('common'),
  ]);
  const hrefOf = (change: Partial<VmFilter>) => vmsHref({ ...filter, ...change });
  return (
    <>
      <Shows
        topics={['cluster', 'host', 'vm', 'sample', 'policy']}
        clusters={filter.clusterId ? [filter.clusterId] : undefined}
      />
      <PageHead title={t('title')} lede={tCommon('vms', { count: first.total })} />
      <PageBody>
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <FilterInput label={t('filter')} pauseMs={FILTER_PAUSE_MS} />
          <Segmented
            label={t('show')}
            segments={vmShows.map((show) => ({
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
          {filter.hostId ? (
            <ButtonLink size="small" href={hrefOf({ hostId: null })}>
              {t('onHost', { host: names.host ?? '-' })}
              <Icon name="close" size={12} label={t('anyHost')} />
            </ButtonLink>
          ) : null}
        </div>
        {first.total > 0 ? (
          <VmsTable key={vmsHref(filter)} first={first} filter={filter} canChoose={mayAutomate} />
        ) : (
          <Empty
            icon="search"
            title={t('none')}
            action={<ButtonLink href={paths.vms()}>{tCommon('clearFilter')}</ButtonLink>}
          >
            {t('noneBody')}
          </Empty>
        )}
        <AutomationChanges changes={changes} refusal={mayAutomate ? null : t('automation.notAllowed')} />
      </PageBody>
    </>
  );
}

/** The database filters the list, so that it can follow each key. */
const FILTER_PAUSE_MS = 60;
