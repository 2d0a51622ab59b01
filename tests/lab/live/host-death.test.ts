import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BallastError } from '../../../lib/model/errors.ts';
import { restartHost } from '../../../lib/services/orders/restart-host.ts';
import { removeCopies } from '../../../lib/services/outages/remove-copies.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { whyNoLab } from '../create-lab.ts';
import { nowMs } from '../witness.ts';
import { openStage, type Stage, until } from './stage.ts';

/** Uses real libvirt, QEMU, sshd, worker and PostgreSQL. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`The death of a host is not tried. ${reason}`);

const GUESTS = ['web', 'db'];

describe.skipIf(reason)('a host with two guests', { timeout: 240_000 }, () => {
  const database = withTestDatabase();
  let stage: Stage;
  let [dead, other] = ['', ''];

  beforeAll(async () => {
    stage = await openStage({
      url: database.url,
      db: database.db,
      guests: GUESTS.map((name) => ({ name })),
      name: 'death',
      addressOf: (lab, host) => ({ uri: lab.sshUri(host), peerUri: lab.peerUri(host, 'ssh') }),
    });
    [dead = '', other = ''] = stage.lab.hosts;
    await stage.lab.addGuest({ name: 'peer', host: other }); // a host without VMs cannot try to reach another one
    await until('Ballast knows all definitions', async () =>
      (await database.db.vmDefinition.count()) === GUESTS.length + 1 ? true : null,
    );
  }, 600_000);

  afterAll(async () => {
    await stage?.close();
  }, 60_000);

  const outage = async () =>
    database.db.outage.findFirst({ where: { host: { name: dead } }, orderBy: { since: 'desc' } });
  const verdict = (wanted: string) =>
    until(`the signs say ${wanted}`, async () => {
      const now = await outage();
      return now?.endedAt === null && now.verdict === wanted ? now : null;
    });
  const answers = () =>
    until('it answers again', async () => ((await outage())?.endedAt === null ? null : true));
  const restart = async () => {
    const { id: hostId } = await database.db.host.findFirstOrThrow({ where: { name: dead } });
    return restartHost({ ctx: stage.ctx, input: { hostId, typedName: dead } });
  };
  /** On a busy machine the other host may be observed a moment late, and takes no VM until then. */
  const untilRestarted = () =>
    until('the order to restart is taken', async () =>
      restart().catch((error: unknown) => {
        if (error instanceof BallastError && error.code === 'nothing-to-restart') return null;
        throw error;
      }),
    );
  const placesOf = async (name: string) =>
    (await stage.lab.guests())
      .filter((one) => one.name === name)
      .map(({ host, state }) => `${host} ${state}`);

  it('that lost only its libvirt is unreachable, and its guests are left alone', async () => {
    const fromMs = nowMs();
    await stage.lab.faults.stopDaemon(dead);
    const { signs } = await verdict('unreachable');
    console.log(
      signs.map(({ source, by, says, detail }) => `${source} ${by}: ${says} (${detail})`).join('\n'),
    );
    await expect(restart()).rejects.toMatchObject({ code: 'host-still-runs' });
    await stage.lab.faults.startDaemon(dead);
    await answers();
    for (const guest of GUESTS)
      expect(stage.witness.report(guest, { fromMs })).toMatchObject({ wentOn: true });
  });

  it('that lost its power is down, and its guests start on the other one as a person asks', async () => {
    const before = await Promise.all(GUESTS.map((guest) => stage.witness.waitFor(guest)));
    await stage.lab.faults.killHost(dead);
    const { signs } = await verdict('down');
    console.log(
      signs.map(({ source, by, says, detail }) => `${source} ${by}: ${says} (${detail})`).join('\n'),
    );
    expect(signs.filter(({ says }) => says === 'silent').map(({ source }) => source)).toEqual([
      'ballast',
      'peer',
    ]);
    const atMs = nowMs();
    const { runId } = await untilRestarted();
    const run = await until('the job has ended', async () => {
      const seen = await database.db.run.findUniqueOrThrow({
        where: { id: runId },
        include: { moves: true },
      });
      return seen.finishedAt ? seen : null;
    });
    console.log(`${GUESTS.length} guests started elsewhere in ${((nowMs() - atMs) / 1000).toFixed(1)} s`);
    expect(run.moves.map(({ kind, state, code }) => [kind, state, code])).toEqual(
      GUESTS.map(() => ['restart', 'done', null]),
    );
    for (const [i, guest] of GUESTS.entries()) {
      await stage.witness.waitFor(guest, (beat) => beat.bootId !== before[i]?.bootId, 60);
      expect(await placesOf(guest)).toEqual([`${other} running`]);
    }
  });

  it('that comes back still has their definitions, which a person removes', async () => {
    await stage.lab.faults.bootHost(dead);
    await answers();
    const { id: hostId } = await database.db.host.findFirstOrThrow({ where: { name: dead } });
    const copied: string[] = [];
    for (const name of GUESTS) {
      const vm = await until(`the copy of ${name} is seen`, async () => {
        const seen = await database.db.vm.findFirstOrThrow({ where: { name } });
        return seen.copyHostId === hostId ? seen : null;
      });
      expect(vm.duplicateHostId).toBeNull();
      copied.push(vm.id);
    }
    await removeCopies({ ctx: stage.ctx, input: { vmIds: copied, hostId } });
    for (const name of GUESTS) {
      await until(`the copy of ${name} is gone`, async () =>
        (await database.db.vm.findFirstOrThrow({ where: { name } })).copyHostId === null ? true : null,
      );
      expect(await placesOf(name)).toEqual([`${other} running`]);
    }
  });
});
