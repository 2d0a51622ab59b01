import { expect, it } from 'vitest';
import { planBalance } from '../../../lib/engine/balance.ts';
import { Policy } from '../../../lib/model/policy.ts';
import { type InstanceSpec, makeInstance } from '../instances/make-instance.ts';

/** Full hosts, between which a VM must be parked on its way: it moves twice. */
const full = (family: InstanceSpec['family'], seed: number): InstanceSpec => ({
  family,
  hosts: 8,
  vms: 60,
  seed,
});

// without a limit each of these plans needs five to seven moves, of which one VM makes two
it.each([
  [full('tight-96', 4), 4],
  [full('tight-96', 9), 4],
  [full('tight-96', 7), 5],
  [full('tight-92', 17), 5],
])('the limit of moves counts both moves of a VM that is parked: %j, at most %i', (spec, maxMoves) => {
  const plan = planBalance(makeInstance(spec), Policy.parse({ maxMoves, objective: 'spread' }));
  expect(plan.moves.length).toBeGreaterThan(0);
  expect(plan.moves.length).toBeLessThanOrEqual(maxMoves);
});
