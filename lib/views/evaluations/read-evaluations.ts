import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import { EvaluationCause, type MoveLeftOut, type SeenCluster } from '../../model/evaluation.ts';
import { type PlanOutcome, PlanOutcomeCode } from '../../model/plan-outcome.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';

export const ReadEvaluationsInput = z.object({
  clusterId: z.uuid().nullable().default(null),
  code: PlanOutcomeCode.nullable().default(null),
  from: z.date(),
  to: z.date(),
  page: z.number().int().min(1).default(1),
});
export type ReadEvaluationsInput = z.input<typeof ReadEvaluationsInput>;

/** Equal evaluations in a row. */
export interface EvaluationRow {
  id: string;
  at: Date; // the first of them
  until: Date; // the last of them, which the rest is about
  times: number;
  cluster: { id: string; name: string };
  cause: EvaluationCause;
  outcome: Omit<PlanOutcome, 'code'> & { code: string }; // a later version may have stored other codes
  seen: SeenCluster | null; // null: it could not be read
  leftOut: MoveLeftOut | null;
  suggestion: { id: string; number: number } | null;
}

export interface Evaluations {
  rows: EvaluationRow[]; // newest first
  total: number;
  page: number;
  pages: number;
  clusters: { id: string; name: string }[];
}

const ROWS_PER_PAGE = 50;

/** The log of evaluations: those of which one was between two times, of one cluster or of all, with one outcome or any. */
export async function readEvaluations({
  ctx,
  input,
}: {
  ctx: Context;
  input: ReadEvaluationsInput;
}): Promise<Evaluations> {
  assertAllowed(ctx.actor, 'read', 'product');
  const { clusterId, code, from, to, page } = parseInput(ReadEvaluationsInput, input);
  const where = {
    until: { gte: from },
    at: { lte: to },
    ...(clusterId ? { clusterId } : {}),
    ...(code ? { code } : {}),
  };
  const [total, clusters] = await Promise.all([
    ctx.db.evaluation.count({ where }),
    ctx.db.cluster.findMany({ orderBy: { name: 'asc' }, select: { id: true, name: true } }),
  ]);
  const pages = Math.max(1, Math.ceil(total / ROWS_PER_PAGE));
  const shown = Math.min(page, pages);
  const found = await ctx.db.evaluation.findMany({
    where,
    orderBy: [{ until: 'desc' }, { id: 'desc' }],
    skip: (shown - 1) * ROWS_PER_PAGE,
    take: ROWS_PER_PAGE,
    include: { cluster: { select: { id: true, name: true } } },
  });
  const suggestions = await findSuggestions(
    ctx,
    found.flatMap(({ planId }) => planId ?? []),
  );
  const rows = found.map((row): EvaluationRow => {
    const { at, until, times, cluster, facts, seen, leftOut } = row;
    return {
      id: String(row.id),
      at,
      until,
      times,
      cluster,
      cause: EvaluationCause.safeParse(row.cause).data ?? 'schedule',
      outcome: { code: row.code, facts },
      seen,
      leftOut,
      suggestion: suggestions.find(({ id }) => id === row.planId) ?? null,
    };
  });
  return { rows, total, page: shown, pages, clusters };
}

/** Those that still exist: the ones that nobody took are not kept as long as the log. */
const findSuggestions = (ctx: Context, ids: string[]) =>
  ctx.db.plan.findMany({ where: { id: { in: ids } }, select: { id: true, number: true } });
