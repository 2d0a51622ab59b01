import { z } from 'zod';
import { paths } from '@/lib/model/paths';
import { PlanOutcomeCode } from '@/lib/model/plan-outcome';

export const evaluationRanges = ['24h', '7d', '30d'] as const;
type EvaluationRange = (typeof evaluationRanges)[number];

const daysOf: Record<EvaluationRange, number> = { '24h': 1, '7d': 7, '30d': 30 };
const DAY_MS = 86_400_000;

/** The log as an address asks for it; what makes no sense counts as absent. */
export interface EvaluationsQuery {
  cluster: string | null;
  outcome: PlanOutcomeCode | null;
  range: EvaluationRange;
  page: number;
}

const Parameters = z.object({
  cluster: z.uuid().nullable().catch(null).default(null),
  outcome: PlanOutcomeCode.nullable().catch(null).default(null),
  range: z.enum(evaluationRanges).catch('24h').default('24h'),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

export const readEvaluationsQuery = (params: Record<string, unknown>): EvaluationsQuery =>
  Parameters.parse(params);

/** The address of the log: only what differs from the defaults stands in it. */
export const evaluationsHref = ({ range, page, ...query }: EvaluationsQuery): string =>
  paths.evaluations({
    ...query,
    range: range === '24h' ? null : range,
    page: page === 1 ? null : page,
  });

/** What the view is asked for. */
export const toEvaluationsInput = ({ cluster, outcome, range, page }: EvaluationsQuery, now: Date) => ({
  clusterId: cluster,
  code: outcome,
  from: new Date(now.getTime() - daysOf[range] * DAY_MS),
  to: now,
  page,
});
