import { PlanKind } from '@/lib/model/plan';
import { type JobFilter, jobShows } from '@/lib/views/job/read-jobs';

/** What the address asks for; anything that makes no sense counts as absent. */
export function readJobQuery(params: Record<string, string | string[] | undefined>): JobFilter {
  const kind = PlanKind.safeParse(params.kind);
  const page = Number(params.page);
  const isPage = typeof params.page === 'string' && Number.isSafeInteger(page) && page > 0 && page < 1e6;
  return {
    show: jobShows.find((show) => show === params.show) ?? 'all',
    kind: kind.success ? kind.data : null,
    clusterId: typeof params.cluster === 'string' && params.cluster !== '' ? params.cluster : null,
    page: isPage ? page : 1,
  };
}

export function toJobsHref(query: JobFilter): string {
  const params = new URLSearchParams();
  if (query.show !== 'all') params.set('show', query.show);
  if (query.kind) params.set('kind', query.kind);
  if (query.clusterId) params.set('cluster', query.clusterId);
  if (query.page > 1) params.set('page', String(query.page));
  return params.size > 0 ? `/jobs?${params}` : '/jobs';
}
