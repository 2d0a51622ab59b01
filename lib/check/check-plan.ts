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
 * be correct. `asked`: the ids of the hosts that it was asked to empty; left out: those that its moves name. Returns the
 * faults in the order of the plan; none means that the plan is valid. Throws nothing for parsed input.
 */
export function checkPlan(
  snapshot: Snapshot,
  plan: Plan,
  policy: Policy,
  asked: readonly string[] = emptiedBy(plan),
): Fault[] {
  const emptied = new Set(asked);
  const world = new World(snapshot);
  const faults: Fault[] = [];
  let previous = 0;
  plan.moves.forEach(({ wave }, i) => {
    if (wave < previous) faults.push(fault(`moves[${i}].wave`, 'wave-order', { wave, previous }));
    previous = Math.max(previous, wave);
  });
  for (const wave of wavesOf(plan)) {
    for (const { move, path } of wave.moves) {
      faults.push(...checkMove(world, move, path));
      if (emptied.has(move.toHostId))
        faults.push(fault(path, 'onto-emptied', { host: world.hostLabel(move.toHostId) }));
    }
    faults.push(...checkWave(world, wave, policy));
    for (const { move } of wave.moves) world.put(move.vmId, move.toHostId);
  }
  const isKnown = faults.every(({ code }) => code !== 'unknown-vm' && code !== 'unknown-host');
  return [
    ...faults,
    ...checkTogether(world),
    ...checkBalancing(world, plan, policy),
    ...checkBrokenRules(world, plan),
    ...checkComplete(world, plan, emptied),
    ...(isKnown ? checkFigures(snapshot, plan, policy, emptied) : []),
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

const emptiedBy = ({ moves }: Plan): string[] =>
  moves.flatMap(({ reason, fromHostId }) => (reason.code === 'evacuate' ? [fromHostId] : []));

/** An evacuation is complete if its hosts are empty, balancing if no online host is left above a threshold. */
function checkComplete(world: World, plan: Plan, emptied: ReadonlySet<string>): Fault[] {
  const left = [...emptied].map((hostId) => ({
    host: world.hostLabel(hostId),
    vms: world.vmsOn(hostId).length,
  }));
  const occupied = left.filter(({ vms }) => vms > 0);
  if (plan.complete) return occupied.map((facts) => fault('complete', 'not-complete', facts));
  const [first] = left;
  return first && occupied.length === 0 ? [fault('complete', 'complete-denied', { host: first.host })] : [];
}
