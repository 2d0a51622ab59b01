import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '../../../lib/model/present.ts';
import { leaveMaintenance } from '../../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../../lib/services/orders/evacuate-hosts.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { whyNoLab } from '../create-lab.ts';
import { openStage, type Stage, until } from './stage.ts';

/** Uses real libvirt, QEMU, guests, worker and PostgreSQL. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`Guests are not shut down and saved. ${reason}`);

describe.skipIf(reason)(
  'an evacuation that shuts one guest down and saves another',
  { timeout: 300_000 },
  () => {
    const database = withTestDatabase();
    let stage: Stage;

    beforeAll(async () => {
      stage = await openStage({
        url: database.url,
        db: database.db,
        guests: ['cad', 'erp', 'web'].map((name) => ({ name, memoryMiB: 96 })),
        name: 'ways',
      });
    }, 600_000);

    afterAll(async () => {
      await stage?.close();
    }, 60_000);

    const states = async () =>
      Object.fromEntries(
        (await stage.lab.guests()).map(({ name, host, state }) => [name, `${host} ${state}`]),
      );

    it('ends with both on the host, which are started again when it returns: one boots, one continues', async () => {
      const { db } = database;
      const [first = '', second = ''] = stage.lab.hosts;
      const host = await db.host.findFirstOrThrow({ where: { name: first } });
      const idOf = async (name: string) => (await db.vm.findFirstOrThrow({ where: { name } })).id;
      const bootOf = async (name: string) => (await stage.witness.waitFor(name)).bootId;
      const before = { cad: await bootOf('cad'), erp: await bootOf('erp') };
      const decided = { shutDown: [await idOf('cad')], save: [await idOf('erp')] };
      const { runId } = await evacuateHost({ ctx: stage.ctx, input: { hostId: host.id, ...decided } });
      const run = await until('the evacuation ends', async () => {
        const seen = await db.run.findUniqueOrThrow({
          where: { id: present(runId, 'run') },
          include: { steps: { orderBy: { vmName: 'asc' } } },
        });
        return seen.finishedAt ? seen : null;
      });
      expect(run.steps.map(({ vmName, order, state, code }) => [vmName, order, state, code])).toEqual([
        ['cad', 'shutDown', 'done', null],
        ['erp', 'save', 'done', null],
      ]);
      expect(run.state).toBe('succeeded');
      const mode = async () => (await db.host.findUniqueOrThrow({ where: { id: host.id } })).mode;
      await until('it is in maintenance', async () => ((await mode()) === 'maintenance' ? true : null));
      expect(await states()).toEqual({
        cad: `${first} shut off`,
        erp: `${first} shut off`,
        web: `${second} running`,
      });

      const startVms = [...decided.shutDown, ...decided.save];
      await leaveMaintenance({ ctx: stage.ctx, input: { hostId: host.id, startVms } });
      await until('both run again', async () => {
        const steps = await db.powerStep.findMany({ where: { order: 'start' } });
        return steps.length === 2 && steps.every(({ state }) => state === 'done') ? true : null;
      });
      expect(await states()).toEqual({
        cad: `${first} running`,
        erp: `${first} running`,
        web: `${second} running`,
      });
      await stage.witness.waitFor('erp', undefined, 30);
      expect(await bootOf('erp'), 'it continues where it was').toBe(before.erp);
      await until('the other one has booted', async () =>
        (await bootOf('cad')) === before.cad ? null : true,
      );
    });
  },
);
