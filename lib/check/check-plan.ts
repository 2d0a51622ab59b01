import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { checkBalancing } from './check-balancing.ts';
import { checkBrokenRules } from './check-broken-rules.ts';
import { checkFigures } from './check-figures.ts';
import { checkMove } from './check-moves.ts';
import { checkTogether, checkWave, type Wave } from './check-waves.ts';
import { type Fault, fault } from './faults.ts';
import { World } from './world.ts';

/**
 * Checks a plan against the snapshot that it was made for, without any code of the engine: every move must be
 * possible, no hard limit may be broken at any moment, balancing may move only what is allowed, and the figures must
 * be correct. Returns the faults in the order of the plan; none means that the plan is valid. Throws nothing for
 * parsed input.
 */
export function checkPlan(snapshot: Snapshot, plan: Plan, policy: Policy): Fault[] {
  const world = new World(snapshot);
  const faults: Fault[] = [];
  let previous = 0;
  plan.moves.forEach(({ wave }, i) => {
    if (wave < previous) faults.push(fault(`moves[${i}].wave`, 'wave-order', { wave, previous }));
    previous = Math.max(previous, wave);
  });
  for (const wave of wavesOf(plan)) {
    for (const { move, path } of wave.moves) faults.push(...checkMove(world, move, path));
    faults.push(...checkWave(world, wave, policy));
    for (const { move } of wave.moves) world.put(move.vmId, move.toHostId);
  }
  const isKnown = faults.every(({ code }) => code !== 'unknown-vm' && code !== 'unknown-host');
  return [
    ...faults,
    ...checkTogether(world),
    ...checkBalancing(world, plan, policy),
    ...checkBrokenRules(world, plan),
    ...checkComplete(world, plan),
    ...(isKnown ? checkFigures(snapshot, plan, policy) : []),
  ];
}

function wavesOf(plan: Plan): Wave[] {
  const waves = new Map<number, { move: Plan['moves'][number]; path: string }[]>();
  plan.moves.forEach((move, i) => {
    const entry = { move, path: `moves[${i}]` };
    const wave = waves.get(move.wave);
    if (wave) wave.push(entry);
    else waves.set(move.wave, [entry]);
  });
  return [...waves].sort(([a], [b]) => a - b).map(([number, moves]) => ({ number, moves }));
}

/** An evacuation is complete if its host is empty, balancing if no online host is left above a threshold. */
function checkComplete(world: World, plan: Plan): Fault[] {
  const emptied = new Set(
    plan.moves.flatMap(({ reason, fromHostId }) => (reason.code === 'evacuate' ? [fromHostId] : [])),
  );
  return [...emptied].flatMap((hostId) => {
    const left = world.vmsOn(hostId).length;
    if (plan.complete && left > 0) {
      return [fault('complete', 'not-complete', { host: world.hostLabel(hostId), vms: left })];
    }
    if (!plan.complete && left === 0)
      return [fault('complete', 'complete-denied', { host: world.hostLabel(hostId) })];
    return [];
  });
}
