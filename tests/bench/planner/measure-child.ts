import { checkPlan } from '../../../lib/check/check-plan.ts';
import { planBalance } from '../../../lib/engine/balance.ts';
import { makeInstance } from '../instances/make-instance.ts';
import type { Measurement, MeasureRequest } from './measure-plan.ts';

/** Makes the measurement that its one argument describes, and prints it. */
const { spec, policy, warmUps, runs } = JSON.parse(process.argv[2] ?? '') as MeasureRequest;
const snapshot = makeInstance(spec);
const idleMiB = process.memoryUsage().rss / 2 ** 20;
for (let i = 0; i < warmUps; i++) planBalance(snapshot, policy);

const timed = Array.from({ length: runs }, () => {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const plan = planBalance(snapshot, policy);
  const { user, system } = process.cpuUsage(cpu);
  return { plan, wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
});
const peakMiB = process.resourceUsage().maxRSS / 1024; // before the check, which is not part of the planner
const plan = timed.at(-1)?.plan;

const measurement: Measurement = {
  wallMs: timed.map(({ wallMs }) => wallMs),
  cpuMs: timed.map(({ cpuMs }) => cpuMs),
  idleMiB,
  peakMiB,
  moves: plan?.moves.length ?? 0,
  before: plan?.before.spread ?? 0,
  after: plan?.after.spread ?? 0,
  faults: timed.reduce((sum, { plan: made }) => sum + checkPlan(snapshot, made, policy).length, 0),
};
process.stdout.write(JSON.stringify(measurement));
