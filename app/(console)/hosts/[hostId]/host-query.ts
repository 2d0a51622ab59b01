import { paths } from '@/lib/model/paths.ts';
import { SeriesRange } from '@/lib/views/series/series-range.ts';
import { type SearchParams, textOf } from '../../../search-params.ts';

export const hostTabs = ['vms', 'refusals', 'summary'] as const;
export type HostTab = (typeof hostTabs)[number];

export const vmSorts = ['cores', 'name', 'memory', 'writes', 'moved'] as const;
export type VmSort = (typeof vmSorts)[number];

export const vmShows = ['all', 'movable', 'fixed'] as const;
export type VmShow = (typeof vmShows)[number];

/** What the address of a host page says. Anything that it does not know is left at its default. */
export interface HostQuery {
  tab: HostTab;
  range: SeriesRange;
  sort: VmSort;
  show: VmShow;
  filter: string;
  vm: string | null;
}

const defaults: HostQuery = { tab: 'vms', range: '24h', sort: 'cores', show: 'all', filter: '', vm: null };

export function readHostQuery(parameters: SearchParams): HostQuery {
  return {
    tab: hostTabs.find((tab) => tab === parameters.tab) ?? defaults.tab,
    range: SeriesRange.catch(defaults.range).parse(parameters.range),
    sort: vmSorts.find((sort) => sort === parameters.sort) ?? defaults.sort,
    show: vmShows.find((show) => show === parameters.show) ?? defaults.show,
    filter: textOf(parameters, 'filter'),
    vm: textOf(parameters, 'vm') || null,
  };
}

/** The address of a host page: only what differs from the defaults stands in it. */
export function hostHref(hostId: string, query: HostQuery, change: Partial<HostQuery> = {}): string {
  const { tab, range, sort, show, filter, vm } = { ...query, ...change };
  return paths.host(hostId, {
    tab: tab === defaults.tab ? null : tab,
    range: range === defaults.range ? null : range,
    sort: sort === defaults.sort ? null : sort,
    show: show === defaults.show ? null : show,
    filter,
    vm,
  });
}
