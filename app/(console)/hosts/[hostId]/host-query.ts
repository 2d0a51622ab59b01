import { paths } from '@/lib/model/paths.ts';
import { MeasureGroup } from '@/lib/views/series/measure-groups.ts';
import { SeriesRange, type SeriesSpan } from '@/lib/views/series/series-range.ts';
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
  /** A part of the past instead of the range. */
  span: SeriesSpan | null;
  /** What the charts of the host and of the chosen VM show; null: what they show first. */
  group: MeasureGroup | null;
  vmGroup: MeasureGroup | null;
  sort: VmSort;
  show: VmShow;
  filter: string;
  vm: string | null;
}

const defaults: HostQuery = {
  tab: 'vms',
  range: '24h',
  span: null,
  group: null,
  vmGroup: null,
  sort: 'cores',
  show: 'all',
  filter: '',
  vm: null,
};

export function readHostQuery(parameters: SearchParams): HostQuery {
  return {
    tab: hostTabs.find((tab) => tab === parameters.tab) ?? defaults.tab,
    range: SeriesRange.catch(defaults.range).parse(parameters.range),
    span: readSpan(parameters),
    group: MeasureGroup.nullable().catch(null).parse(parameters.group),
    vmGroup: MeasureGroup.nullable().catch(null).parse(parameters.vmGroup),
    sort: vmSorts.find((sort) => sort === parameters.sort) ?? defaults.sort,
    show: vmShows.find((show) => show === parameters.show) ?? defaults.show,
    filter: textOf(parameters, 'filter'),
    vm: textOf(parameters, 'vm') || null,
  };
}

/** The latest second that a Date can be. */
const MAX_SECONDS = 8.64e12;

/** Both ends in whole seconds since the epoch, the earlier first; otherwise there is no span. */
function readSpan(parameters: SearchParams): SeriesSpan | null {
  const [from, to] = [textOf(parameters, 'from'), textOf(parameters, 'to')];
  if (!/^\d{1,13}$/.test(from) || !/^\d{1,13}$/.test(to)) return null;
  if (Number(from) >= Number(to) || Number(to) > MAX_SECONDS) return null;
  return { from: new Date(Number(from) * 1000), to: new Date(Number(to) * 1000) };
}

const secondsOf = (at: Date | undefined): string | null => (at ? String(at.getTime() / 1000) : null);

/** The address of a host page: only what differs from the defaults stands in it. */
export function hostHref(hostId: string, query: HostQuery, change: Partial<HostQuery> = {}): string {
  const { tab, range, span, group, vmGroup, sort, show, filter, vm } = { ...query, ...change };
  return paths.host(hostId, {
    tab: tab === defaults.tab ? null : tab,
    range: range === defaults.range ? null : range,
    from: secondsOf(span?.from),
    to: secondsOf(span?.to),
    group,
    vmGroup,
    sort: sort === defaults.sort ? null : sort,
    show: show === defaults.show ? null : show,
    filter,
    vm,
  });
}
