import { describe, expect, it } from 'vitest';
import type { Family } from '../bench/instances/families.ts';
import { evacuateInstance } from '../evacuations/tight/evacuate-instance.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const small = { hosts: 8, vms: 60 };
const large = { hosts: 20, vms: 200 };
const fills: readonly Family[] = ['evacuation-85', 'evacuation-92', 'evacuation-96', 'evacuation-99'];
const SEEDS = [101, 102];

/** All of them are solvable: the planner finds a complete plan without faults. `npm run test:tight-evacuations` plays more. */
const specs = [
  ...fills.flatMap((family) => SEEDS.map((seed) => ({ family, ...small, seed }))),
  { family: 'evacuation-96' as const, ...large, seed: 103 },
];

describe('an evacuation of a tight cluster of the benchmark, with faults that end after a while', () => {
  it.each(specs)('empties the host, and overloads none: $family, $hosts hosts, seed $seed', async (spec) => {
    const { state, wrong, faults } = await evacuateInstance(database.db, spec, { withFaults: true });
    expect({ state, wrong }).toEqual({ state: 'emptied', wrong: [] });
    expect(Object.keys(faults)).not.toEqual([]);
  });

  it('is the same each time', async () => {
    const spec = { family: 'evacuation-99', ...small, seed: 101 } as const;
    const once = await evacuateInstance(database.db, spec, { withFaults: true });
    expect(await evacuateInstance(database.db, spec, { withFaults: true })).toEqual(once);
  });

  it('that is impossible moves what it can, ends, and says why of each VM that stays', async () => {
    const spec = { family: 'infeasible', ...small, seed: 102 } as const;
    const options = { withFaults: true, maxOrders: 1 };
    expect(await evacuateInstance(database.db, spec, options)).toMatchObject({ state: 'left', wrong: [] });
  });
});
