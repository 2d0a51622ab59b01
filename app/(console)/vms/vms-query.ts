import { type VmFilter, vmShows, vmSorts } from '@/lib/model/list-filter.ts';
import { apiPaths, paths } from '@/lib/model/paths.ts';
import { type SearchParams, textOf } from '../../search-params.ts';

/** What the address asks for; anything that makes no sense counts as absent. */
export function readVmsQuery(parameters: SearchParams): VmFilter {
  return {
    name: textOf(parameters, 'filter'),
    clusterId: textOf(parameters, 'cluster') || null,
    hostId: textOf(parameters, 'host') || null,
    tag: textOf(parameters, 'tag').toLowerCase() || null,
    show: vmShows.find((show) => show === parameters.show) ?? 'all',
    sort: vmSorts.find((sort) => sort === parameters.sort) ?? 'name',
  };
}

/** Only what differs from the defaults stands in an address. */
const searchOf = ({ name, clusterId, hostId, tag, show, sort }: VmFilter) => ({
  filter: name,
  cluster: clusterId,
  host: hostId,
  tag,
  show: show === 'all' ? null : show,
  sort: sort === 'name' ? null : sort,
});

export const vmsHref = (filter: VmFilter): string => paths.vms(searchOf(filter));

/** The address of the rows of the list from one on. */
export const vmsPartHref = (filter: VmFilter, from: number): string =>
  apiPaths.vmRows({ ...searchOf(filter), from });
