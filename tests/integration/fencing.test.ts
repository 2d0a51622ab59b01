import { describe, expect, it } from 'vitest';
import { BallastError } from '../../lib/model/errors.ts';
import type { HostCommands } from '../../lib/model/host-commands.ts';
import { present } from '../../lib/model/present.ts';
import { restartProved } from '../../lib/services/orders/restart-proved.ts';
import { askFence } from '../../lib/services/outages/ask-fence.ts';
import type { RunCommand } from '../../lib/services/outages/check-power.ts';
import { fenceHosts } from '../../lib/services/outages/fence-hosts.ts';
import { readSigns } from '../../lib/services/outages/read-signs.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { readOutage } from '../../lib/views/outage/read-outage.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { MANY, makeDyingCluster } from './support/dying-cluster.ts';

const database = withTestDatabase();
const makeCluster = (more?: Parameters<typeof makeDyingCluster>[1]) => makeDyingCluster(database.db, more);

describe('a fence command', () => {
  const commands: HostCommands = {
    steps: [],
    fences: [
      { name: 'other', description: '', hosts: ['h9'], command: 'false', timeoutSeconds: 5 },
      { name: 'ipmi', description: '', command: 'fence it', timeoutSeconds: 5 },
    ],
    powerChecks: [],
  };
  const makeFenced = async () => {
    const made = await makeCluster();
    const ctx = { ...made.ctx, commands: () => commands };
    const clusterId = made.clusterId;
    await made.befall('host-died', 'h1');
    await made.observe(MANY);
    const fence = (status: number | null) =>
      fenceHosts({ ctx, input: { clusterId }, run: async () => ({ status, output: 'chassis power' }) });
    return { ...made, ctx, fence };
  };

  it('proves a host off by its exit status, as a person asked', async () => {
    const { ctx, hostId, fence } = await makeFenced();
    const input = { hostId: hostId('h1'), fence: 'ipmi', typedName: 'h1' };
    await expect(askFence({ ctx, input: { ...input, fence: 'other' } })).rejects.toMatchObject({
      code: 'fence-not-found',
    });
    await expect(askFence({ ctx, input: { ...input, typedName: '' } })).rejects.toMatchObject({
      code: 'name-not-typed',
    });
    const outage = async () => (await readOutage({ ctx, input })).outage;
    await askFence({ ctx, input });
    await expect(askFence({ ctx, input })).rejects.toMatchObject({ code: 'fence-runs-already' });
    await fence(1);
    expect(await outage()).toMatchObject({ verdict: 'down', off: null });
    expect((await outage())?.fence?.message).toBe('exit status 1: chassis power');
    await askFence({ ctx, input });
    await fence(0);
    expect(await outage()).toMatchObject({ verdict: 'off', off: { proof: 'fence', by: 'ipmi' } });
  });

  it('lets the policy restart by itself, and only then', async () => {
    const { ctx, clusterId, fence, cluster, finish, places } = await makeFenced();
    const act = () => restartProved({ ctx, input: { clusterId } });
    const runs = () => ctx.db.run.findMany({ where: { clusterId, kind: 'restart' } });
    const asked = async () => (await ctx.db.outage.findFirstOrThrow({ where: { clusterId } })).fenceName;
    await act();
    expect(await asked()).toBeNull(); // by default a person decides
    const administrator = { ...ctx, actor: personWith('administrator') };
    await editPolicy({
      ctx: administrator,
      input: { scope: 'cluster', clusterId: cluster.id, version: 1, change: { restartMode: 'proved' } },
    });
    await act();
    expect(await asked()).toBe('ipmi');
    await fence(1);
    await act();
    expect(await runs()).toEqual([]); // it proved nothing, and is not tried again
    await ctx.db.outage.updateMany({ where: { clusterId }, data: { fenceEndedAt: null } });
    await fence(0);
    await act();
    await act();
    const [run, ...others] = await runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ isAutomatic: true, requestedBy: 'policy' });
    await finish(present(run, 'the job of the policy').id);
    expect((await places()).db).not.toBe('h1');
  });
});

describe('a power check', () => {
  const check = { name: 'board', hosts: ['h1'], command: 'power status', timeoutSeconds: 5 };
  const noOthers = { steps: [], fences: [] };
  const asked: string[] = [];

  /** What the page says of the host once its management board has given such answers. */
  const readBoard = async (output: string, status: number | null = 0) => {
    const { ctx: made, clusterId, befall, clock, collect, driver, page, hostId } = await makeCluster();
    const ctx = { ...made, commands: () => ({ ...noOthers, powerChecks: [check] }) };
    const run: RunCommand = async (command, _timeout, { BALLAST_HOST: host = '' }) => {
      asked.push(`${command} of ${host}`);
      return { status, output };
    };
    // all hosts die, so nobody else can be asked
    for (const host of ['h1', 'h2', 'h3']) await befall('host-died', host);
    for (let i = 0; i < MANY; i++) {
      clock.pass(20);
      await collect();
      await readSigns({ ctx, driver, input: { clusterId }, run });
    }
    const other = await readOutage({ ctx, input: { hostId: hostId('h2') } });
    expect(other.outage?.signs.filter(({ source }) => source === 'bmc')).toEqual([]);
    const { outage } = await page();
    return { verdict: outage?.verdict, sign: outage?.signs.find(({ source }) => source === 'bmc') };
  };

  it('that says off is a second sign, and no proof', async () => {
    expect(await readBoard('some notice\nChassis Power is off')).toMatchObject({
      verdict: 'down',
      sign: { by: 'board', says: 'silent', detail: 'Chassis Power is off' },
    });
    expect(new Set(asked)).toEqual(new Set(['power status of h1']));
  });

  it.each([
    ['Chassis Power is on', 0, 'Chassis Power is on'],
    ['turned off by request, now "On"', 0, 'turned off by request, now "On"'],
    ['Chassis Power is off', 1, 'exit status 1: Chassis Power is off'],
    ['', null, 'it did not end in time'],
    ['', 0, ''],
  ])('that says %j with exit status %j shows neither life nor death', async (output, status, detail) => {
    expect(await readBoard(output, status)).toMatchObject({
      verdict: 'unclear',
      sign: { says: 'nothing', detail },
    });
  });

  it('is no sign where the file of commands cannot be used', async () => {
    const { ctx, clusterId, befall, observe, page, clock, driver } = await makeCluster();
    const commands = () => {
      throw new BallastError('commands-file-unusable', 'no', { problem: 'syntax' });
    };
    await befall('host-died', 'h1');
    await observe(MANY);
    clock.pass(20);
    await readSigns({ ctx: { ...ctx, commands }, driver, input: { clusterId } });
    expect((await page()).outage).toMatchObject({ verdict: 'down' });
  });
});
