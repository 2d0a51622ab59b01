import { SeriesRange } from '@/lib/views/series/series-range.ts';

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

type Parameters = Record<string, string | string[] | undefined>;

export function parseHostQuery(parameters: Parameters): HostQuery {
  const textOf = (name: string): string => {
    const value = parameters[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    tab: hostTabs.find((tab) => tab === textOf('tab')) ?? defaults.tab,
    range: SeriesRange.catch(defaults.range).parse(textOf('range')),
    sort: vmSorts.find((sort) => sort === textOf('sort')) ?? defaults.sort,
    show: vmShows.find((show) => show === textOf('show')) ?? defaults.show,
    filter: textOf('filter').trim(),
    vm: textOf('vm') || null,
  };
}

/** The address of a host page: only what differs from the defaults stands in it. */
export function hostHref(hostId: string, query: HostQuery, change: Partial<HostQuery> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...change })) {
    if (value && value !== defaults[name as keyof HostQuery]) parameters.set(name, value);
  }
  const text = parameters.toString();
  return `/hosts/${hostId}${text ? `?${text}` : ''}`;
}
