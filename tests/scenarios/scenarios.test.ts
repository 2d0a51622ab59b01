import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPlan } from '../../lib/check/check-plan.ts';
import { planBalance } from '../../lib/engine/balance.ts';
import { planEvacuation } from '../../lib/engine/evacuate.ts';
import type { Plan } from '../../lib/model/plan.ts';
import { Scenario } from './scenario.ts';

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

function placesAfter({ snapshot }: Scenario, plan: Plan): Map<string, string> {
  const places = new Map(snapshot.vms.map((vm) => [vm.id, vm.hostId]));
  for (const move of plan.moves) places.set(move.vmId, move.toHostId);
  return places;
}

function judgeMoves(scenario: Scenario, plan: Plan): void {
  const wanted = scenario.expect;
  const moved = [...new Set(plan.moves.map((move) => move.vmId))].toSorted();
  if (wanted.moves !== undefined) expect(plan.moves).toHaveLength(wanted.moves);
  if (wanted.mostMoves !== undefined) expect(plan.moves.length).toBeLessThanOrEqual(wanted.mostMoves);
  if (wanted.moved) expect(moved).toEqual(wanted.moved);
  for (const vmId of wanted.unmoved ?? []) expect(moved).not.toContain(vmId);
  const places = placesAfter(scenario, plan);
  for (const group of wanted.sameHost ?? []) expect(new Set(group.map((id) => places.get(id))).size).toBe(1);
  for (const group of wanted.apart ?? []) {
    expect(new Set(group.map((id) => places.get(id))).size).toBe(group.length);
  }
}

function judgeFigures({ expect: wanted }: Scenario, plan: Plan): void {
  if (wanted.complete !== undefined) expect(plan.complete).toBe(wanted.complete);
  if (wanted.mostSpread !== undefined) expect(plan.after.spread).toBeLessThanOrEqual(wanted.mostSpread);
  if (wanted.mostPeak !== undefined) expect(plan.after.peak).toBeLessThanOrEqual(wanted.mostPeak);
  if (wanted.overloadedHosts !== undefined) expect(plan.after.overloadedHosts).toBe(wanted.overloadedHosts);
  for (const rejection of wanted.rejections ?? []) {
    expect(plan.rejections).toContainEqual(expect.objectContaining(rejection));
  }
}

describe('scenarios', () => {
  it.each(files)('%s', (file) => {
    const scenario = Scenario.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
    const { snapshot, policy, evacuate } = scenario;
    const plan =
      evacuate === undefined ? planBalance(snapshot, policy) : planEvacuation(snapshot, policy, evacuate);
    expect(checkPlan(snapshot, plan, policy)).toEqual([]);
    judgeMoves(scenario, plan);
    judgeFigures(scenario, plan);
  });
});
