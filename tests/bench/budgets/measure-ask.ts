import { checkPlan } from '../../../lib/check/check-plan.ts';
import { planBalance } from '../../../lib/engine/balance.ts';
import { planEvacuation } from '../../../lib/engine/evacuate.ts';
import { forecastRun } from '../../../lib/engine/forecast/forecast-run.ts';
import { EVACUATED_HOST_ID } from '../instances/evacuation.ts';
import { makeInstance } from '../instances/make-instance.ts';
import type { Ask } from './asks.ts';

export interface AskMeasured {
  readonly ask: Ask;
  readonly planSeconds: number; // CPU time, as the other durations
  readonly forecastSeconds: number; // of the whole run, as a preview shows it
  readonly checkSeconds: number; // by lib/check
  readonly moves: number;
  readonly isComplete: boolean;
  readonly notFound: number; // VMs for which the budget ended before a host was found or all were ruled out
  readonly faults: number;
}

/** Makes one plan in this process without a warm-up, so the first plan is a cold one. */
export function measureAsk(ask: Ask, seed: number): AskMeasured {
  const snapshot = makeInstance({ family: ask.family, ...ask.size, seed });
  const [plan, planSeconds] = timed(() =>
    ask.kind === 'balance'
      ? planBalance(snapshot, ask.policy)
      : planEvacuation(snapshot, ask.policy, EVACUATED_HOST_ID),
  );
  const [, forecastSeconds] = timed(() => forecastRun(snapshot, ask.policy, plan.moves));
  const [faults, checkSeconds] = timed(() => checkPlan(snapshot, plan, ask.policy));
  return {
    ask,
    planSeconds,
    forecastSeconds,
    checkSeconds,
    moves: plan.moves.length,
    isComplete: plan.complete,
    notFound: plan.rejections.filter(({ code }) => code === 'not-found-in-budget').length,
    faults: faults.length,
  };
}

function timed<T>(work: () => T): [T, number] {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return [result, (user + system) / 1e6];
}
