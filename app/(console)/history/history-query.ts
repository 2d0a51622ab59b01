import { z } from 'zod';
import { addDays, dayStart } from '@/lib/format/day-start';
import { dayKey } from '@/lib/format/time';
import { apiPaths, paths } from '@/lib/model/paths';
import { PlanKind } from '@/lib/model/plan';
import { MoveKind } from '@/lib/model/vm';
import { HistoryFilter, moveOutcomes } from '@/lib/views/history/history-filter';

export const historyRanges = ['24h', '7d', '14d', '30d'] as const;
export type HistoryRange = (typeof historyRanges)[number];

const daysOf: Record<HistoryRange, number> = { '24h': 1, '7d': 7, '14d': 14, '30d': 30 };
const DAY_MS = 86_400_000;

/** The history as an address asks for it; what makes no sense counts as absent. */
export interface HistoryQuery {
  range: HistoryRange | null; // null: the days from and to
  from: string | null; // 2026-11-24
  to: string | null;
  cluster: string | null;
  host: string | null;
  vm: string | null;
  outcome: HistoryFilter['outcome'];
  kind: HistoryFilter['kind'];
  cause: HistoryFilter['cause'];
  page: number;
}

const absent = <T extends z.ZodType>(schema: T) => schema.nullable().catch(null).default(null);

const Parameters = z.object({
  range: absent(z.enum(historyRanges)),
  from: absent(z.iso.date()),
  to: absent(z.iso.date()),
  cluster: absent(z.uuid()),
  host: absent(z.uuid()),
  vm: absent(z.string().trim().min(1).max(200)),
  outcome: absent(z.enum(moveOutcomes)),
  kind: absent(MoveKind),
  cause: absent(PlanKind),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

export function readHistoryQuery(params: Record<string, unknown>): HistoryQuery {
  const query = Parameters.parse(params);
  const hasDays = query.range === null && query.from !== null && query.to !== null;
  return hasDays ? query : { ...query, range: query.range ?? '7d', from: null, to: null };
}

/** Only what differs from what an empty address means. */
const searchOf = (query: HistoryQuery) => ({
  ...query,
  range: query.range === '7d' ? null : query.range,
  page: query.page === 1 ? null : query.page,
});

export const historyHref = (query: HistoryQuery): string => paths.history(searchOf(query));

/** All pages of it, as a file. */
export const historyExportHref = (query: HistoryQuery): string =>
  apiPaths.historyExport(searchOf({ ...query, page: 1 }));

/**
 * What the services are asked for. Days are the viewer's: the last seven are today and the six before it. `isValid` is
 * false when the days make no sense together; then it is the last seven.
 */
export function toHistoryFilter(
  query: HistoryQuery,
  { now, timeZone }: { now: Date; timeZone: string },
): { filter: HistoryFilter; isValid: boolean } {
  const rest = {
    clusterId: query.cluster,
    hostId: query.host,
    vm: query.vm,
    outcome: query.outcome,
    kind: query.kind,
    cause: query.cause,
  };
  if (query.range === null) {
    const from = query.from && dayStart(query.from, timeZone);
    const to = query.to && dayStart(addDays(query.to, 1), timeZone);
    const days = HistoryFilter.safeParse({ from, to, ...rest });
    if (days.success) return { filter: days.data, isValid: true };
  }
  return {
    filter: { ...lastDays(query.range ?? '7d', now, timeZone), ...rest },
    isValid: query.range !== null,
  };
}

function lastDays(range: HistoryRange, now: Date, timeZone: string): { from: Date; to: Date } {
  const to = new Date(now.getTime() + 1000); // what began this very moment is in it
  if (range === '24h') return { from: new Date(now.getTime() - DAY_MS), to };
  const first = addDays(dayKey(now, timeZone), 1 - daysOf[range]);
  return { from: dayStart(first, timeZone) ?? new Date(now.getTime() - daysOf[range] * DAY_MS), to };
}
