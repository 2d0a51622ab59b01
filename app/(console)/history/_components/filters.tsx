import { useLocale, useTranslations } from 'next-intl';
import { FilterInput } from '@/components/data-table/filter-input';
import { FilterMenu } from '@/components/data-table/filter-menu';
import { ButtonLink } from '@/components/ui/button-link';
import { formatTime } from '@/lib/format/time';
import { moveOutcomes } from '@/lib/views/history/history-filter';
import type { ClusterWithHosts } from '@/lib/views/history/list-clusters-and-hosts';
import { type HistoryQuery, historyHref, historyRanges, readHistoryQuery } from '../history-query';
import { DatesPopover } from './dates-popover';

/** Returns a function that formats a calendar day, regardless of the viewer's time zone. */
export function useDayName(): (day: string | null) => string {
  const locale = useLocale();
  return (day) => (day ? formatTime(`${day}T12:00:00Z`, { locale, timeZone: 'UTC', style: 'day' }) : '-');
}

const kinds = ['live', 'quick', 'offline', 'restart'] as const;
const causes = ['balance', 'evacuate', 'migrate', 'restart'] as const;

/** Every filter is part of the address: each choice is a link. */
export function Filters({ query, clusters }: { query: HistoryQuery; clusters: readonly ClusterWithHosts[] }) {
  const t = useTranslations('history');
  const tState = useTranslations('state');
  const dayName = useDayName();
  const to = (change: Partial<HistoryQuery>) => historyHref({ ...query, page: 1, ...change });
  const cluster = clusters.find((each) => each.id === query.cluster);
  const hosts = (cluster ? [cluster] : clusters).flatMap((each) => each.hosts);
  const any = t('filter.any');
  const custom = {
    key: 'custom',
    label: t('filter.custom', { from: dayName(query.from), to: dayName(query.to) }),
    href: to({}),
  };
  const ranges = historyRanges.map((range) => ({
    key: range,
    label: t(`filter.${range}`),
    href: to({ range, from: null, to: null }),
  }));
  const isFiltered =
    to({}) !== historyHref({ ...readHistoryQuery({}), range: query.range, from: query.from, to: query.to });
  return (
    <search aria-label={t('filter.label')} className="flex flex-wrap items-center gap-2">
      <FilterMenu
        name={query.range ? t('filter.time') : ''}
        chosen={query.range ?? 'custom'}
        options={query.range ? ranges : [custom, ...ranges]}
      />
      <DatesPopover query={query} />
      <FilterMenu
        name={t('filter.cluster')}
        any={any}
        anyHref={to({ cluster: null, host: null })}
        chosen={query.cluster}
        options={clusters.map(({ id, name }) => ({
          key: id,
          label: name,
          href: to({ cluster: id, host: null }),
        }))}
      />
      <FilterMenu
        name={t('filter.host')}
        any={any}
        anyHref={to({ host: null })}
        chosen={query.host}
        options={hosts.map(({ id, name }) => ({ key: id, label: name, href: to({ host: id }) }))}
      />
      <FilterMenu
        name={t('filter.outcome')}
        any={any}
        anyHref={to({ outcome: null })}
        chosen={query.outcome}
        options={moveOutcomes.map((outcome) => ({
          key: outcome,
          label: t(`outcome.${outcome}`),
          href: to({ outcome }),
        }))}
      />
      <FilterMenu
        name={t('filter.cause')}
        any={any}
        anyHref={to({ cause: null })}
        chosen={query.cause}
        options={causes.map((cause) => ({
          key: cause,
          label: tState(`planKind.${cause}`),
          href: to({ cause }),
        }))}
      />
      <FilterMenu
        name={t('filter.kind')}
        any={any}
        anyHref={to({ kind: null })}
        chosen={query.kind}
        options={kinds.map((kind) => ({ key: kind, label: tState(`moveKind.${kind}`), href: to({ kind }) }))}
      />
      <FilterInput key={query.vm === null ? 'empty' : 'vm'} label={t('filter.vm')} parameter="vm" />
      {isFiltered ? (
        <ButtonLink
          variant="ghost"
          size="small"
          href={historyHref({
            ...readHistoryQuery({}),
            range: query.range,
            from: query.from,
            to: query.to,
          })}
        >
          {t('filter.clear')}
        </ButtonLink>
      ) : null}
    </search>
  );
}
