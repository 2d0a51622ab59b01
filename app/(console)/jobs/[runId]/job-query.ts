import { paths } from '@/lib/model/paths';
import { type SearchParams, textOf } from '../../../search-params';

/** What the address of a job page says: how the moves are shown, and which one is open. */
export interface JobQuery {
  view: 'time' | 'table';
  move: string | null;
}

export function readJobQuery(parameters: SearchParams): JobQuery {
  return {
    view: parameters.view === 'table' ? 'table' : 'time',
    move: textOf(parameters, 'move') || null,
  };
}

/** The address of a job page; only what differs from the defaults stands in it. */
export function jobHref(runId: string, query: JobQuery, change: Partial<JobQuery> = {}): string {
  const { view, move } = { ...query, ...change };
  return paths.job(runId, { view: view === 'table' ? view : null, move });
}
