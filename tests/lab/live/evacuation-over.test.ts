import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '../../../lib/model/present.ts';
import { leaveMaintenance } from '../../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../../lib/services/orders/evacuate-hosts.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { whyNoLab } from '../create-lab.ts';
import { nowMs } from '../witness.ts';
import { openStage, type Stage, until } from './stage.ts';

/** Uses real sshd, TLS, libvirt, QEMU, worker and PostgreSQL. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`Evacuations over SSH and TLS are not tried. ${reason}`);

const GUESTS = ['web', 'app', 'db'];
const GAP_MS = 5000;

describe.skipIf(reason)('evacuations of three guests', { timeout: 180_000 }, () => {
  const database = withTestDatabase();
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage({
      url: database.url,
      db: database.db,
      guests: GUESTS.map((name) => ({ name, memoryMiB: 96 })),
      name: 'remote',
      addressOf: (lab, host) =>
        host === lab.hosts[0]
          ? { uri: lab.sshUri(host), peerUri: lab.peerUri(host, 'ssh') }
          : { uri: lab.tlsUri(host), peerUri: lab.peerUri(host, 'tls') },
    });
  }, 600_000);

  afterAll(async () => {
    await stage?.close();
  }, 60_000);

  const evacuate = async (name: string) => {
    const { db } = database;
    const host = await db.host.findFirstOrThrow({ where: { name } });
    const fromMs = nowMs();
    const { runId } = await evacuateHost({ ctx: stage.ctx, input: { hostId: host.id } });
    const run = await until('the evacuation ends', async () => {
      const seen = await db.run.findUniqueOrThrow({
        where: { id: present(runId, 'run') },
        include: { moves: true },
      });
      return seen.finishedAt ? seen : null;
    });
    console.log(
      `${name} emptied of ${run.moves.length} guests in ${((nowMs() - fromMs) / 1000).toFixed(1)} s`,
    );
    const plan = await db.plan.findUniqueOrThrow({ where: { id: present(run.planId, 'plan') } });
    expect(plan.rejections, 'nothing was left').toEqual([]);
    expect(run.moves.map(({ state, code }) => [state, code])).toEqual(GUESTS.map(() => ['done', null]));
    expect(run.state).toBe('succeeded');
    const mode = async () => (await db.host.findUniqueOrThrow({ where: { id: host.id } })).mode;
    await until('it is in maintenance', async () => ((await mode()) === 'maintenance' ? true : null));
    for (const guest of GUESTS) {
      await stage.witness.waitFor(guest, undefined, 30);
      const report = stage.witness.report(guest, { fromMs });
      expect(report, guest).toMatchObject({ wentOn: true, memoryErrors: 0 });
      expect(report.longestGapMs).toBeLessThan(GAP_MS);
    }
    const places = (await stage.lab.guests()).map((guest) => `${guest.host} ${guest.state}`);
    await leaveMaintenance({ ctx: stage.ctx, input: { hostId: host.id } });
    return [...new Set(places)];
  };

  it('Ballast connects to the source over SSH, and the source connects to the destination over TLS', async () => {
    const [first = '', second = ''] = stage.lab.hosts;
    expect(await evacuate(first)).toEqual([`${second} running`]);
  });

  it('Ballast connects to the source over TLS, and the source connects to the destination over SSH', async () => {
    const [first = '', second = ''] = stage.lab.hosts;
    expect(await evacuate(second)).toEqual([`${first} running`]);
  });
});
