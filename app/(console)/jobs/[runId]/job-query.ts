/** What the address of a job page says: how the moves are shown, and which one is open. */
export interface JobQuery {
  view: 'time' | 'table';
  move: string | null;
}

export function parseJobQuery(parameters: Record<string, string | string[] | undefined>): JobQuery {
  const { view, move } = parameters;
  return { view: view === 'table' ? 'table' : 'time', move: typeof move === 'string' && move ? move : null };
}

/** The address of a job page; only what differs from the defaults stands in it. */
export function jobHref(runId: string, query: JobQuery, change: Partial<JobQuery> = {}): string {
  const { view, move } = { ...query, ...change };
  const parameters = new URLSearchParams();
  if (view === 'table') parameters.set('view', view);
  if (move) parameters.set('move', move);
  const text = parameters.toString();
  return `/jobs/${runId}${text ? `?${text}` : ''}`;
}
