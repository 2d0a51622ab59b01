import { type HostFilter, hostShows, hostSorts } from '@/lib/model/list-filter.ts';
import { apiPaths, paths } from '@/lib/model/paths.ts';
import { type SearchParams, textOf } from '../../search-params.ts';

/** What the address asks for; anything that makes no sense counts as absent. */
export function readHostsQuery(parameters: SearchParams): HostFilter {
  return {
    name: textOf(parameters, 'filter'),
    clusterId: textOf(parameters, 'cluster') || null,
    tag: textOf(parameters, 'tag').toLowerCase() || null,
    show: hostShows.find((show) => show === parameters.show) ?? 'all',
    sort: hostSorts.find((sort) => sort === parameters.sort) ?? 'name',
  };
}

/** Only what differs from the defaults stands in an address. */
const searchOf = ({ name, clusterId, tag, show, sort }: HostFilter) => ({
  filter: name,
  cluster: clusterId,
  tag,
  show: show === 'all' ? null : show,
  sort: sort === 'name' ? null : sort,
});

export const hostsHref = (filter: HostFilter): string => paths.hosts(searchOf(filter));

/** The address of the rows of the list from one on. */
export const hostsPartHref = (filter: HostFilter, from: number): string =>
  apiPaths.hostRows({ ...searchOf(filter), from });
