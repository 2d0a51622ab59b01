import { paths } from '@/lib/model/paths';
import { PlanKind } from '@/lib/model/plan';
import { type JobFilter, jobShows } from '@/lib/views/job/read-jobs';
import { type SearchParams, textOf } from '../../search-params';

/** What the address asks for; anything that makes no sense counts as absent. */
export function readJobsQuery(parameters: SearchParams): JobFilter {
  const kind = PlanKind.safeParse(parameters.kind);
  const page = Number(textOf(parameters, 'page'));
  return {
    show: jobShows.find((show) => show === parameters.show) ?? 'all',
    kind: kind.success ? kind.data : null,
    clusterId: textOf(parameters, 'cluster') || null,
    page: Number.isSafeInteger(page) && page > 0 && page < 1e6 ? page : 1,
  };
}

/** The address of the list: only what differs from the defaults stands in it. */
export function jobsHref({ show, kind, clusterId, page }: JobFilter): string {
  return paths.jobs({
    show: show === 'all' ? null : show,
    kind,
    cluster: clusterId,
    page: page === 1 ? null : page,
  });
}
