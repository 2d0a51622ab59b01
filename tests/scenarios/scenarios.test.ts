import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPlan } from '../../lib/check/check-plan.ts';
import { planBalance } from '../../lib/engine/balance.ts';
import { planEvacuationOf } from '../../lib/engine/evacuate.ts';
import { planMigration } from '../../lib/engine/migrate.ts';
import type { Plan } from '../../lib/model/plan.ts';
import { judge, placesAfter } from './judge.ts';
import { Scenario } from './scenario.ts';

const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
  .toSorted();

function makePlan({ snapshot, policy, evacuate, migrate }: Scenario): Plan {
  if (evacuate !== undefined) return planEvacuationOf(snapshot, policy, [evacuate].flat());
  return migrate ? planMigration(snapshot, policy, migrate) : planBalance(snapshot, policy);
}

/** The moves that planning again finds after the plan has been carried out. */
function movesAfterwards(scenario: Scenario, plan: Plan): string[] {
  const places = placesAfter(scenario, plan);
  const vms = scenario.snapshot.vms.map((vm) => ({ ...vm, hostId: places.get(vm.id) ?? vm.hostId }));
  const { moves } = planBalance({ ...scenario.snapshot, vms }, scenario.policy);
  return moves.map(({ vmId, toHostId, reason }) => `${vmId} to ${toHostId}: ${reason.code}`);
}

/** Checks that balancing reaches a stable state, unless the limit of moves stops it before the end. */
function wantsToSettle(
  { policy, evacuate, migrate, expect: { settles } }: Scenario,
  { moves }: Plan,
): boolean {
  const isCutShort = policy.maxMoves !== null && moves.length >= policy.maxMoves;
  return settles && !isCutShort && evacuate === undefined && migrate === undefined;
}

describe('scenarios', () => {
  it.each(files)('%s', (file) => {
    const scenario = Scenario.parse(JSON.parse(readFileSync(path.join(folder, `${file}.json`), 'utf8')));
    const plan = makePlan(scenario);
    const emptied = scenario.evacuate === undefined ? undefined : [scenario.evacuate].flat();
    expect(checkPlan(scenario.snapshot, plan, scenario.policy, emptied)).toEqual([]);
    expect(judge(scenario, plan)).toEqual([]);
    if (wantsToSettle(scenario, plan)) expect(movesAfterwards(scenario, plan)).toEqual([]);
  });
});
