import { type BestMove, bestMove } from '../../engine/best-move.ts';
import { withKinds } from '../../engine/choose-kind.ts';
import { planEvacuationOf } from '../../engine/evacuate.ts';
import { forecastRun, type RunForecast } from '../../engine/forecast/forecast-run.ts';
import { judgeRules, type RuleJudgement } from '../../engine/judge-rules.ts';
import { keepReserveEmptying } from '../../engine/keep-reserve.ts';
import { planMigration } from '../../engine/migrate.ts';
import { planRestart } from '../../engine/plan-restart.ts';
import { type ExpectedDemand, planSteadily } from '../../engine/plan-steadily.ts';
import { type PowerOff, planPowerOff } from '../../engine/power-off.ts';
import { type HostRating, rateHosts } from '../../engine/rate-hosts.ts';
import { planRelocations } from '../../engine/relocate.ts';
import { type ReserveReport, reportReserve } from '../../engine/report-reserve.ts';
import type { NewVmSize } from '../../engine/reserve/count-more.ts';
import { judgeReserve, type ReserveJudgement } from '../../engine/reserve/judge-reserve.ts';
import { type ReserveAfter, reserveAfter } from '../../engine/reserve-after.ts';
import type { Intent, IntentKind } from '../../model/intent.ts';
import type { Plan } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type EffectQuestion, type PolicyEffect, policyEffect } from './policy-effect.ts';

/** What a cluster allows a run, and the migration network of each host by its id. */
export interface RunLimits {
  movesPerCluster: number | null;
  movesPerNetwork: number | null;
  networks: ReadonlyMap<string, string | null>;
}

/** The input of a plan: only values, so that any thread can make it. */
export interface PlanQuestion {
  intent: Intent;
  snapshot: Snapshot;
  policy: Policy;
  usualMhz: ReadonlyMap<string, number>; // balance: the usual demand of each VM
  expected: ExpectedDemand | null; // balance: what is expected soon
  limits: RunLimits;
}

export interface PlanAnswer {
  plan: Plan;
  snapshot: Snapshot; // with the demand that the plan was made for
  forecast: RunForecast;
  /** Balance without moves: the best move that was left out; null: there is none. */
  best: BestMove | null;
  /** Evacuate: the cluster reserve while the hosts are away; otherwise null. */
  reserve: ReserveAfter | null;
  planningMs: number;
}

type Solve<Kind extends IntentKind> = (
  question: Omit<PlanQuestion, 'intent'>,
  intent: Intent<Kind>,
) => Pick<PlanAnswer, 'plan' | 'snapshot'>;

/** How each kind of intent is planned. */
const solvers: { [Kind in IntentKind]: Solve<Kind> } = {
  balance: ({ snapshot, policy, usualMhz, expected }) => planSteadily(snapshot, usualMhz, policy, expected),
  evacuate: ({ snapshot, policy }, { hostIds, moveKind, leave, kinds = {} }) => {
    const { plan } = keepReserveEmptying(hostIds, snapshot, policy, (tried) => ({
      snapshot: tried,
      plan: planEvacuationOf(tried, policy, hostIds, leave),
    }));
    const ofAll = moveKind === 'automatic' ? null : moveKind;
    return { snapshot, plan: withKinds(snapshot, policy, plan, (vmId) => kinds[vmId] ?? ofAll) };
  },
  migrate: ({ snapshot, policy }, intent) => ({ snapshot, plan: planAsChosen(snapshot, policy, intent) }),
  relocate: ({ snapshot, policy }, { wanted }) => {
    const reason = { code: 'requested', facts: {} } as const;
    return { snapshot, plan: planRelocations(snapshot, policy, wanted, reason) };
  },
  restart: ({ snapshot, policy }, { hostId, priorities, lockedIds }) => ({
    snapshot,
    plan: planRestart(snapshot, policy, { hostId, priorities, lockedIds }),
  }),
  undo: ({ snapshot, policy }, { run, wanted }) => {
    const reason = { code: 'undo', facts: { run } } as const;
    return { snapshot, plan: planRelocations(snapshot, policy, wanted, reason) };
  },
};

/** A person who chooses live gets it even if it would not converge: the action for a stall was chosen with it. */
function planAsChosen(
  snapshot: Snapshot,
  policy: Policy,
  { vmId, toHostId, moveKind }: Intent<'migrate'>,
): Plan {
  const where = { vmId, toHostId };
  if (moveKind !== 'automatic')
    return planMigration(snapshot, policy, { ...where, kind: moveKind, mayNotConverge: true });
  const live = planMigration(snapshot, policy, { ...where, kind: 'live' });
  const isStuck = live.rejections.some(({ code }) => code === 'will-not-converge');
  return isStuck ? planMigration(snapshot, policy, { ...where, kind: 'quick' }) : live;
}

function solve<Kind extends IntentKind>(intent: Intent<Kind>, question: Omit<PlanQuestion, 'intent'>) {
  const solver: Solve<Kind> = solvers[intent.kind];
  return solver(question, intent);
}

/**
 * The plan of an intent, and the forecast of its run. Throws `host-not-found` or `vm-not-found` for ids that the
 * snapshot lacks.
 */
function plan({ intent, ...question }: PlanQuestion): PlanAnswer {
  const startedMs = performance.now();
  const solved = solve(intent, question);
  const planningMs = performance.now() - startedMs;
  const { networks, ...limits } = question.limits;
  const networkOf = (hostId: string) => networks.get(hostId) ?? null;
  const forecast = forecastRun(solved.snapshot, question.policy, solved.plan.moves, { ...limits, networkOf });
  const isIdle = intent.kind === 'balance' && solved.plan.moves.length === 0;
  const reserve =
    intent.kind === 'evacuate'
      ? reserveAfter(solved.snapshot, question.policy, { hostIds: intent.hostIds, moves: solved.plan.moves })
      : null;
  const best = isIdle ? bestMove(solved.snapshot, question.policy) : null;
  return { ...solved, planningMs, forecast, best, reserve };
}

/** A cluster, to judge. */
export interface ClusterQuestion {
  snapshot: Snapshot;
  policy: Policy;
}

/** Where a VM could move, and how well each host suits it. */
export interface RateQuestion extends ClusterQuestion {
  vmId: string;
}

/** The reserve of a cluster, and how many VMs of a size could be added. */
export interface ReserveQuestion extends ClusterQuestion {
  size: NewVmSize;
}

/** What each task takes and gives: only values. */
export interface PlanningWork {
  plan: { question: PlanQuestion; answer: PlanAnswer };
  /** The other hosts as destinations of a VM, best first. Throws `vm-not-found`. */
  rate: { question: RateQuestion; answer: HostRating[] };
  /** Which hosts could be switched off. The snapshot has the greatest demand that must still fit. */
  powerOff: { question: ClusterQuestion; answer: PowerOff };
  reserve: { question: ReserveQuestion; answer: ReserveReport };
  judgeReserve: { question: ClusterQuestion; answer: ReserveJudgement };
  /** The contradictions of the rules, and what breaks them now. */
  judgeRules: { question: ClusterQuestion; answer: RuleJudgement };
  effect: { question: EffectQuestion; answer: PolicyEffect };
}

export type PlanningTask = keyof PlanningWork;
export type QuestionOf<Task extends PlanningTask> = PlanningWork[Task]['question'];
export type AnswerTo<Task extends PlanningTask> = PlanningWork[Task]['answer'];
type Answer<Task extends PlanningTask> = (question: QuestionOf<Task>) => AnswerTo<Task>;

/** Work that takes the engine long enough to block a process: pure functions of values. */
const tasks: { [Task in PlanningTask]: Answer<Task> } = {
  plan,
  rate: ({ snapshot, policy, vmId }) => rateHosts(snapshot, policy, vmId),
  powerOff: ({ snapshot, policy }) => planPowerOff(snapshot, policy),
  reserve: ({ snapshot, policy, size }) => reportReserve(snapshot, policy, size),
  judgeReserve: ({ snapshot, policy }) => judgeReserve(snapshot, policy),
  judgeRules: ({ snapshot, policy }) => judgeRules(snapshot, policy),
  effect: policyEffect,
};

/** Carries a task out in this thread. Throws the errors of the engine. */
export function carryOut<Task extends PlanningTask>(task: Task, question: QuestionOf<Task>): AnswerTo<Task> {
  const answer: Answer<Task> = tasks[task];
  return answer(question);
}

/**
 * A planner: this process, or threads that do not block it. It throws the errors of the engine. `isOrdered`: the answer
 * is needed even if the request is cancelled.
 */
export type Planner = <Task extends PlanningTask>(
  task: Task,
  question: QuestionOf<Task>,
  how?: { isOrdered: boolean },
) => Promise<AnswerTo<Task>>;
