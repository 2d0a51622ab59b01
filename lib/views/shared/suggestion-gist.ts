import { orNull } from '../../db/stored-value-error.ts';
import type { ClusterFigures, Reason } from '../../model/plan.ts';
import { highestPriority, type Priority } from '../../model/priority.ts';

/** A suggestion in one sentence: its purpose and its effect. */
export interface SuggestionGist {
  planId: string;
  number: number;
  clusterId: string;
  cluster: string;
  moves: number;
  priority: Priority; // of its most important move
  aim:
    | { code: 'cpu-overload' | 'memory-overload'; host: string; beforePercent: number; afterPercent: number }
    | { code: 'expected-overload'; host: string; expectedPercent: number; at: Date }
    | { code: 'repair-rule'; rule: string }
    | { code: 'even-load' };
  spreadBefore: number;
  spreadAfter: number;
  seconds: number; // as predicted, the waves in turn
  expiresAt: Date | null;
}

export interface StoredSuggestion {
  id: string;
  number: number;
  clusterId: string;
  cluster: { name: string };
  before: ClusterFigures;
  after: ClusterFigures;
  expiresAt: Date | null;
  moves: { wave: number; reason: Reason; predictedSeconds: number }[];
}

/**
 * The gist of a stored suggestion: the first overload that its moves relieve, otherwise one that is expected, otherwise a
 * rule, otherwise balance.
 */
export function describeSuggestion(plan: StoredSuggestion): SuggestionGist {
  const { before, after } = plan;
  const reasons = plan.moves.flatMap((move) => orNull(move.reason) ?? []);
  return {
    planId: plan.id,
    number: plan.number,
    clusterId: plan.clusterId,
    cluster: plan.cluster.name,
    moves: plan.moves.length,
    priority: highestPriority(reasons.map((reason) => ({ reason }))),
    aim: aimOf(reasons),
    spreadBefore: before.spread,
    spreadAfter: after.spread,
    seconds: secondsOf(plan.moves),
    expiresAt: plan.expiresAt,
  };
}

function aimOf(reasons: Reason[]): SuggestionGist['aim'] {
  const overload = reasons.find(({ code }) => code === 'cpu-overload' || code === 'memory-overload');
  if (overload && (overload.code === 'cpu-overload' || overload.code === 'memory-overload')) {
    const { code } = overload;
    const same = reasons.filter((each) => each.code === code && each.facts.host === overload.facts.host);
    return {
      code,
      host: String(overload.facts.host),
      beforePercent: Number(overload.facts.nowPercent),
      afterPercent: Math.min(...same.map((each) => Number(each.facts.sourceAfterPercent))),
    };
  }
  const expected = reasons.find(({ code }) => code === 'expected-overload');
  if (expected) {
    const { host, expectedPercent, atMs } = expected.facts;
    return {
      code: 'expected-overload',
      host: String(host),
      expectedPercent: Number(expectedPercent),
      at: new Date(Number(atMs)),
    };
  }
  const repair = reasons.find(({ code }) => code === 'repair-rule');
  return repair ? { code: 'repair-rule', rule: String(repair.facts.rule) } : { code: 'even-load' };
}

function secondsOf(moves: StoredSuggestion['moves']): number {
  const waves = new Map<number, number>();
  for (const { wave, predictedSeconds } of moves)
    waves.set(wave, Math.max(waves.get(wave) ?? 0, predictedSeconds));
  return [...waves.values()].reduce((sum, seconds) => sum + seconds, 0);
}
