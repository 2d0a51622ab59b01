import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planMigration } from '../../lib/engine/migrate.ts';
import { nearMove } from '../../lib/services/planning/near-move.ts';
import { Scenario } from './scenario.ts';

const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.json'),
);

describe('the check of a move on a part of the cluster gives the same result as on the whole cluster', () => {
  it.each(files)('%s', (file) => {
    const { snapshot, policy } = Scenario.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
    const judge = (near: typeof snapshot, vmId: string, toHostId: string) => {
      const { moves, rejections } = planMigration(near, policy, { vmId, toHostId });
      return { moves: moves.map(({ after: _, ...move }) => move), rejections };
    };
    for (const vm of snapshot.vms.slice(0, 40))
      for (const { id } of snapshot.hosts)
        expect(judge(nearMove(snapshot, vm, id), vm.id, id)).toEqual(judge(snapshot, vm.id, id));
  });
});
