import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { present } from '../../lib/model/present.ts';
import type { Snapshot } from '../../lib/model/snapshot.ts';
import { maintenanceSchedules } from '../chaos/draw-maintenance.ts';
import { checkEnd } from '../chaos/invariants-of-ends.ts';
import { checkPower, checkRestart, checkStep, checkUnasked } from '../chaos/invariants-of-maintenance.ts';
import { checkMove } from '../chaos/invariants-of-moves.ts';
import { checkBegun, checkStepping, readPatchMoment } from '../chaos/invariants-of-patching.ts';
import { checkKept, checkSaid } from '../chaos/invariants-of-reserve.ts';
import { startPlaying } from '../chaos/play.ts';
import { Schedule } from '../chaos/schedule.ts';
import type { Lane } from '../chaos/turns.ts';
import { hostsOf, placesOf } from '../chaos/world.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const lane = (): Lane => ({ url: database.url, db: database.db, breakConnections: async () => undefined });

const vm = { memoryGiB: 4, dirtyMiBps: 5, isStopped: false };
const schedule = Schedule.parse({
  vms: [vm, vm, { ...vm, bond: 'tie' }],
  steps: [
    { do: 'evacuate-by', host: 1, ways: ['offline'] },
    { do: 'patch', hosts: [0], by: 'update', atOnce: 1, back: 'before' },
  ],
  reserve: { hosts: 3, failuresToSurvive: 1, keepReserve: 'keep', restartsProved: false },
});

/** The cluster before the first step of the schedule. */
const beforehand = () => startPlaying(lane(), schedule);

/** After its last one, with everything at an end: h1 was patched, and the tied VM of h2 was moved while it was off. */
async function afterwards() {
  const game = await beforehand();
  for (const step of schedule.steps) await game.player.take(step);
  await game.player.repairAll();
  await checkEnd(database.db, game.world);
  const where = { clusterId: game.world.clusterId };
  const run = await database.db.patchRun.findFirstOrThrow({ where, include: { hosts: true } });
  return { ...game, run };
}

type Afterwards = Awaited<ReturnType<typeof afterwards>>;

const lies: [string, RegExp, (game: Afterwards) => Promise<unknown>][] = [
  [
    'a patch run without an end',
    /P-\d+ has not ended/,
    ({ run }) => database.db.patchRun.update({ where: { id: run.id }, data: { finishedAt: null } }),
  ],
  [
    'a host that is forgotten in a run that has ended',
    /has ended, and h1 is returning/,
    ({ run }) =>
      database.db.patchHost.updateMany({ where: { patchRunId: run.id }, data: { phase: 'returning' } }),
  ],
  [
    'a run that left a host out and says that it succeeded',
    /P-\d+ is succeeded/,
    ({ run }) =>
      database.db.patchHost.updateMany({ where: { patchRunId: run.id }, data: { phase: 'skipped' } }),
  ],
  [
    'an end of a patch run that is not audited',
    /is audited 0 times/,
    ({ run }) =>
      database.db.auditEntry.updateMany({
        where: { targetId: run.id, action: 'patch.finish' },
        data: { action: 'patch.pause' },
      }),
  ],
  [
    'a try that nobody has asked for',
    /the step of h1 was tried 2 times/,
    ({ run }) => database.db.patchHost.updateMany({ where: { patchRunId: run.id }, data: { attempt: 2 } }),
  ],
  [
    'a command that was ordered twice under its name',
    /was ordered twice/,
    ({ run, world }) => orderStep(world, `${run.hosts[0]?.id}-1`),
  ],
  [
    'a second command in one try',
    /h1 was given 2 commands in 1 tries/,
    ({ run, world }) => orderStep(world, `${run.hosts[0]?.id}-2`),
  ],
  [
    'a host that is done without its command',
    /is done, and its command was not/,
    ({ run }) => database.db.patchHost.create({ data: doneBeside(run) }),
  ],
  [
    'a VM whose power is stored wrongly',
    /vm-0 is stored as stopped, and runs: true/,
    ({ world }) =>
      database.db.vm.updateMany({
        where: { clusterId: world.clusterId, name: 'vm-0' },
        data: { state: 'stopped' },
      }),
  ],
  [
    'a step of a VM that has not ended',
    /vm-2 is still to start/,
    ({ world }) =>
      database.db.powerStep.updateMany({
        where: { clusterId: world.clusterId, order: 'start' },
        data: { finishedAt: null, state: 'ordered' },
      }),
  ],
  [
    'a step of a VM that is not audited',
    /2 steps of VMs have ended, and 1 are audited/,
    () =>
      database.db.auditEntry.updateMany({
        where: { action: 'vm.start' },
        data: { action: 'vm.remove-copy' },
      }),
  ],
  [
    'a VM that was shut down to be moved and forgotten',
    /vm-2 was shut down to be moved, and was not started again/,
    async ({ world }) => {
      const [uuid = '', hostId = ''] = await placeOf(world, 'vm-2');
      await world.order({ type: 'order-power', hostId, vmUuid: uuid, order: 'shutDown' });
      world.clocks.pass(20);
    },
  ],
  [
    'an outage that does not end',
    /1 hosts answer, and their outage has not ended/,
    ({ world }) => {
      const [hostId = ''] = world.hostIds;
      return database.db.outage.create({
        data: { clusterId: world.clusterId, hostId, since: new Date(0) },
      });
    },
  ],
  [
    'a copy that nobody removes',
    /h1 still has a copy of vm-0/,
    async ({ world }) => {
      const [uuid = '', hostId = ''] = await placeOf(world, 'vm-0');
      expect(hostId).toBe(world.hostIds[0]);
      await world.order({ type: 'host-died', hostId });
      await world.order({ type: 'restart-vm', vmUuid: uuid, hostId: world.hostIds[2] ?? '' });
      const where = { clusterId: world.clusterId };
      await database.db.vm.updateMany({ where: { ...where, hostId }, data: { state: 'stopped' } });
      const restarted = { hostId: world.hostIds[2] ?? '', state: 'running' } as const;
      await database.db.vm.updateMany({ where: { ...where, name: 'vm-0' }, data: restarted });
    },
  ],
];

test.each(lies)('%s is detected', async (_, promise, lie) => {
  const game = await afterwards();
  await lie(game);
  await expect(checkEnd(database.db, game.world)).rejects.toThrow(promise);
});

type World = Afterwards['world'];

const orderStep = (world: World, key: string) =>
  world.order({
    type: 'start-step',
    hostId: world.hostIds[0] ?? '',
    key,
    command: 'reboot',
    timeoutSeconds: 60,
  });

function doneBeside(run: Afterwards['run']) {
  const [{ forecast = null, hostId = '' } = {}] = run.hosts;
  if (forecast === null) throw new Error('the run has no host');
  return {
    patchRunId: run.id,
    hostId: run.id,
    name: `not ${hostId}`,
    sequence: 9,
    phase: 'done',
    forecast,
  } as const;
}

async function placeOf(world: World, name: string): Promise<string[]> {
  const { uuid, host } = present(
    (await world.see()).find((each) => each.name === name),
    name,
  );
  return [uuid, present(world.hostIds[host], 'its host')];
}

describe('at every moment', () => {
  it('a VM that is lost, doubled, stopped or started unasked is detected', async () => {
    const { world } = await beforehand();
    const seen = await world.see();
    const changed = (more: object) => seen.map((each, i) => (i === 0 ? { ...each, ...more } : each));
    const check = (before: typeof seen, after: typeof seen) => () => checkUnasked(world, before, after);
    expect(check(seen, seen)).not.toThrow();
    expect(check(seen, changed({ host: -1 }))).toThrow(/vm-0 is nowhere/);
    const copy = { host: 2, isRunning: true, isAutostart: false };
    expect(check(seen, changed({ copy }))).toThrow(/vm-0 runs on h1 and on h3/);
    expect(check(seen, changed({ isRunning: false }))).toThrow(/vm-0 was stopped/);
    expect(check(changed({ isRunning: false }), seen)).toThrow(/vm-0 was started/);
    world.asked.toStop.set(seen[0]?.uuid ?? '', 'shutDown');
    expect(check(seen, changed({ isRunning: false }))).not.toThrow();
  });

  it('a restart that left the VM running on two hosts is detected; a stopped copy on the former host is not wrong', async () => {
    const { world } = await beforehand();
    const { state } = await world.truth();
    const [from = '', toHostId = ''] = world.hostIds;
    const move = {
      id: 'm',
      vmName: 'vm-0',
      vmUuid: 'u',
      toHostId,
      state: 'done',
      code: null,
      tries: 1,
      tried: [],
    } as const;
    const seen = (there: string) => [
      { hostId: from, state: there },
      { hostId: toHostId, state: 'running' },
    ];
    const check = (kind: string, there: string) => () =>
      checkMove(
        { ...move, kind, seen: seen(there), durationMs: null, downtimeMs: null, bytes: null },
        state,
        true,
      );
    expect(check('restart', 'stopped')).not.toThrow();
    expect(check('restart', 'absent')).not.toThrow();
    expect(check('restart', 'running')).toThrow(/was seen as/);
    expect(check('restart', 'paused')).toThrow(/was seen as/);
    expect(check('live', 'stopped')).toThrow(/was seen as/);
  });

  it('a step that begins while its host is in service, or has VMs, is detected', async () => {
    const { world } = await beforehand();
    const { db } = database;
    const begun = await world.see();
    const [hostId = '', emptyId = ''] = [world.hostIds[0], world.hostIds[2]];
    await expect(checkStep(db, world, { hostId, begun })).rejects.toThrow(/begins, and its mode is active/);
    await db.host.updateMany({ where: { id: { in: [hostId, emptyId] } }, data: { mode: 'maintenance' } });
    await expect(checkStep(db, world, { hostId, begun })).rejects.toThrow(/begins while vm-0 runs there/);
    await expect(checkStep(db, world, { hostId: emptyId, begun })).resolves.toBeUndefined();
    const named = await db.vm.findMany({ where: { hostId } });
    await db.host.update({ where: { id: hostId }, data: { mayStayRunning: named.map(({ id }) => id) } });
    await expect(checkStep(db, world, { hostId, begun })).resolves.toBeUndefined();
  });

  it('a VM that is started although it runs, or without memory, or stopped unasked, is detected', async () => {
    const { world } = await beforehand();
    const begun = await world.see();
    const [vmUuid = '', hostId = ''] = await placeOf(world, 'vm-0');
    await expect(checkRestart(world, { vmUuid, begun })).rejects.toThrow(/was to be started, and runs on h1/);
    const order = 'shutDown';
    await expect(checkPower(world, { vmUuid, hostId, order, begun })).rejects.toThrow(/nobody asked to/);
    world.asked.toStop.set(vmUuid, order);
    await expect(checkPower(world, { vmUuid, hostId, order, begun })).resolves.toBeUndefined();
    const { config } = (await world.truth()).shape;
    for (const host of config.hosts) host.memoryMiB = 3000;
    await expect(checkPower(world, { vmUuid, hostId, order: 'start', begun })).rejects.toThrow(
      /h1 was to start vm-0, with \d+ of 3000 MiB/,
    );
  });

  it('a host in service while its step is in progress, and one that is begun beyond the reserve, is detected', async () => {
    const { world, player } = await beforehand();
    await player.take({ do: 'patch', hosts: [0, 1, 2], by: 'person', atOnce: 3, back: 'stay' });
    const before = await readPatchMoment(database.db, world);
    const in_ = (phase: 'evacuating' | 'stepping', hostIds: readonly (string | undefined)[]) => ({
      ...before,
      away: new Set([...before.away, ...hostIds.flatMap((id) => id ?? [])]),
      hosts: before.hosts.map((each) => (hostIds.includes(each.hostId) ? { ...each, phase } : each)),
    });
    const [first, second] = before.hosts.map(({ hostId }) => hostId);
    expect(() => checkStepping(before)).not.toThrow();
    expect(() => checkStepping(in_('stepping', [first]))).toThrow(/is active, and its step is in progress/);
    expect(() => checkBegun(1, before, in_('evacuating', [first]))).not.toThrow();
    const both = in_('evacuating', [first, second]);
    expect(() => checkBegun(1, before, both)).toThrow(/2 hosts are away, and 1 may fail/);
    expect(() => checkBegun(2, before, both)).not.toThrow();
    // one of them was begun before, and a third does not answer
    const silent = (moment: typeof before) => ({ ...moment, away: new Set(world.hostIds) });
    expect(() => checkBegun(2, silent(in_('evacuating', [first])), silent(both))).toThrow(/3 hosts are away/);
  });

  it('a reserve that is said or used wrongly is detected', () => {
    const host = (id: string) => ({ id, state: 'online', memoryMiB: 16_384 });
    const on = (id: string, hostId: string, memoryMiB: number) => ({
      id,
      hostId,
      memoryMiB,
      state: 'running',
    });
    const hosts = ['h1', 'h2', 'h3'].map(host);
    const vms = [on('a', 'h1', 8192), on('b', 'h2', 8192), on('c', 'h2', 4096)];
    const snapshot = { hosts, vms } as unknown as Snapshot;
    const emptied = { snapshot, moves: [{ vmId: 'a', toHostId: 'h3' }], hostIds: ['h1'] };
    checkSaid({ state: 'in-use', more: 0, unsafeIds: [] }, 1, emptied);
    expect(() => checkSaid({ state: 'kept', more: 1, unsafeIds: [] }, 1, emptied)).toThrow(
      /1 hosts are away/,
    );
    // with h1 away, the 12 GiB of h2 do not fit beside the 8 GiB of h3
    expect(() => checkSaid({ state: 'kept', more: 1, unsafeIds: [] }, 2, emptied)).toThrow(
      /h2 could not fail/,
    );
    expect(() => checkKept(snapshot, 1, [{ vmId: 'c', toHostId: 'h3' }])).not.toThrow();
    // h2 has a place for the VM of h1: after the move neither h2 nor h3 has
    const small = ['c1', 'c2', 'c3', 'c4'].map((id) => on(id, 'h3', 2500));
    const full = { hosts, vms: [on('a', 'h1', 9000), on('b', 'h2', 5000), ...small] } as unknown as Snapshot;
    expect(() => checkKept(full, 1, [{ vmId: 'c1', toHostId: 'h2' }])).toThrow(/h1 could not fail any more/);
  });
});

test('the VMs of every day of maintenance fit on their first hosts', () => {
  fc.assert(
    fc.property(maintenanceSchedules, (drawn) => {
      const places = placesOf(drawn);
      for (const host of hostsOf(drawn)) {
        const here = drawn.vms.filter((each, i) => places[i] === host && !each.isStopped);
        expect(here.reduce((sum, { memoryGiB }) => sum + memoryGiB, 0)).toBeLessThanOrEqual(30);
      }
      expect(Schedule.parse(JSON.parse(JSON.stringify(drawn))).steps).toHaveLength(drawn.steps.length);
    }),
    { seed: 1, numRuns: 200 },
  );
});
