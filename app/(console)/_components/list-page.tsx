import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { FilterInput } from '@/components/data-table/filter-input';
import { FilterMenu } from '@/components/data-table/filter-menu';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { PageBody, PageHead } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import type { Topic } from '@/lib/model/topic';
import { Shows } from './shows';

/** The database filters the list, so that it can follow each key. */
const FILTER_PAUSE_MS = 60;

interface ListPageProps<Show extends string> {
  list: 'hosts' | 'vms';
  topics: readonly Topic[]; // of which it shows something
  total: number;
  shows: readonly { show: Show; label: string }[];
  filter: { show: Show; clusterId: string | null; tag: string | null };
  hrefOf: (change: { show?: Show; clusterId?: string | null; tag?: string | null }) => string;
  clusters: readonly { id: string; name: string }[];
  tags: readonly string[];
  actions?: ReactNode;
  more?: ReactNode; // filters that only this list has
  below?: ReactNode; // what follows the table
  clearHref: string;
  children: ReactNode; // the table, if there are rows
}

/** The page of all hosts or all VMs: its head, its filters, and the table or why there is none. */
export async function ListPage<Show extends string>(props: ListPageProps<Show>) {
  const {
    list,
    topics,
    total,
    shows,
    filter,
    hrefOf,
    clusters,
    tags,
    actions,
    more,
    below,
    clearHref,
    children,
  } = props;
  const [t, tCommon] = await Promise.all([getTranslations(list), getTranslations('common')]);
  return (
    <>
      <Shows topics={topics} clusters={filter.clusterId ? [filter.clusterId] : undefined} />
      <PageHead title={t('title')} lede={tCommon(list, { count: total })} actions={actions} />
      <PageBody>
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <FilterInput label={t('filter')} pauseMs={FILTER_PAUSE_MS} />
          <Segmented
            label={t('show')}
            segments={shows.map(({ show, label }) => ({
              key: show,
              label,
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
            options={clusters.map(({ id, name }) => ({
              key: id,
              label: name,
              href: hrefOf({ clusterId: id }),
            }))}
          />
          {tags.length > 0 || filter.tag ? (
            <FilterMenu
              name={tCommon('tag')}
              any={t('any')}
              anyHref={hrefOf({ tag: null })}
              chosen={filter.tag}
              options={tags.map((tag) => ({ key: tag, label: tag, href: hrefOf({ tag }) }))}
            />
          ) : null}
          {more}
        </div>
        {total > 0 ? (
          children
        ) : (
          <Empty
            icon="search"
            title={t('none')}
            action={<ButtonLink href={clearHref}>{tCommon('clearFilter')}</ButtonLink>}
          >
            {t('noneBody')}
          </Empty>
        )}
        {below}
      </PageBody>
    </>
  );
}
