import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFold, type WorldView } from './client.ts';
import type { SimulatorCommandBody } from './commands.ts';
import { observe, reportMigration } from './map.ts';
import { createMemoryLog } from './memory-log.ts';
import { openTestWorld, START, smallConfig } from './test-world.ts';
import { shapeWorld, type TimedCommand } from './world/state.ts';

const SPAN_MS = 180_000;
const surges = [
  { host: 'one', startsAt: new Date(START + 20_000).toISOString(), minutes: 10, level: 0.9 },
  { host: 'two', startsAt: new Date(START + 90_000).toISOString(), minutes: 5, level: 0.8 },
];
const randomSurges = { perDay: 24, from: new Date(START - 3_600_000).toISOString() };
const config = smallConfig({ surges, randomSurges });
const shape = shapeWorld(config);
const hostNames = config.hosts.map((host) => host.name);

/** Everything that a driver can report about the world, as one text to compare. */
function describeWorld(view: WorldView): string {
  const hosts = hostNames.map((name, i) => (view.state.isDown[i] ? `${name} down` : observe(view, i, name)));
  const moves = [...Array(12).keys()].map((i) => reportMigration(view, `move-${i}`));
  return JSON.stringify({ hosts, moves, places: view.state.hostOfVm });
}

const anyHost = fc.constantFrom(...hostNames);
const anyMove = fc.nat(11).map((i) => `move-${i}`);
const anyBody: fc.Arbitrary<SimulatorCommandBody> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        moveId: anyMove,
        vm: fc.constantFrom(...config.vms),
        sourceHostId: anyHost,
        destinationHostId: anyHost,
        kind: fc.constantFrom('live' as const, 'live' as const, 'quick' as const, 'offline' as const),
        bandwidthMiBps: fc.option(fc.integer({ min: 50, max: 2000 })),
        downtimeLimitMs: fc.integer({ min: 20, max: 500 }),
        mayThrottle: fc.boolean(),
        mayPostCopy: fc.boolean(),
      })
      .map(({ vm, ...order }) => ({
        type: 'start-migration' as const,
        vmUuid: vm.uuid,
        vmName: vm.name,
        ...order,
      })),
  },
  { weight: 2, arbitrary: anyMove.map((moveId) => ({ type: 'cancel-migration' as const, moveId })) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('force-completion' as const),
      moveId: anyMove,
      how: fc.constantFrom('quick' as const, 'post-copy' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'host-down' as const,
        'host-up' as const,
        'daemon-down' as const,
        'daemon-up' as const,
      ),
      hostId: anyHost,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('link-cut' as const, 'link-joined' as const),
      hostId: anyHost,
      toHostId: anyHost,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('fail-migration' as const, 'hang-migration' as const),
      vm: fc.constantFrom(...config.vms.map((vm) => vm.name)),
    }),
  },
);
const anyLog = fc
  .array(fc.tuple(fc.nat(SPAN_MS), anyBody), { maxLength: 25 })
  .map((entries) =>
    entries.map(([offset, body], i): TimedCommand => ({ seq: i + 1, at: START + offset, body })),
  );
const anyTimes = fc.array(fc.nat(SPAN_MS), { minLength: 1, maxLength: 12 });

function foldAll(log: readonly TimedCommand[]) {
  const fold = createFold(shape);
  for (const command of log) fold.add(command);
  return fold;
}

describe('the world as a function of config, log and time', () => {
  it('is the same whether it is computed step by step or from the beginning', () => {
    fc.assert(
      fc.property(anyLog, anyTimes, (log, times) => {
        const stepped = foldAll(log);
        for (const offset of [...times].sort((a, b) => a - b)) {
          const seen = describeWorld(stepped.at(START + offset));
          expect(seen).toBe(describeWorld(foldAll(log).at(START + offset)));
        }
      }),
      { seed: 41, numRuns: 150 },
    );
  });

  it('does not depend on the order of commands and queries', () => {
    fc.assert(
      fc.property(anyLog, anyTimes, (log, times) => {
        const fold = createFold(shape);
        log.forEach((command, i) => {
          fold.add(command);
          fold.at(START + (times[i % times.length] ?? 0));
        });
        const end = START + SPAN_MS;
        expect(describeWorld(fold.at(end))).toBe(describeWorld(foldAll(log).at(end)));
      }),
      { seed: 41, numRuns: 150 },
    );
  });

  it('never loses or duplicates a VM, and never fills a host above its memory', () => {
    fc.assert(
      fc.property(anyLog, anyTimes, (log, times) => {
        for (const offset of times) {
          const view = foldAll(log).at(START + offset);
          const seen = hostNames.map((name, i) => observe(view, i, name));
          const vms = seen.flatMap((host) => host.vms.filter((vm) => !vm.isIncoming));
          expect(vms.map((vm) => vm.uuid).sort()).toEqual(config.vms.map((vm) => vm.uuid).sort());
          expect(vms.reduce((sum, vm) => sum + (vm.memoryMiB ?? 0), 0)).toBe(
            config.vms.reduce((sum, vm) => sum + vm.memoryMiB, 0),
          );
          const moving = new Set(view.state.active.map((migration) => config.vms[migration.vm]?.uuid));
          for (const vm of vms) {
            const own = config.vms.find((one) => one.uuid === vm.uuid)?.state;
            if (!moving.has(vm.uuid)) expect(vm.state).toBe(own); // faults stop or pause only VMs that are being moved
          }
          for (const host of seen) {
            const sum = host.vms.reduce((total, vm) => total + (vm.memoryUsedMiB ?? 0), 0);
            expect(sum).toBeLessThanOrEqual(host.facts.memoryMiB);
            expect(host.use.memoryUsedMiB).toBeLessThanOrEqual(host.facts.memoryMiB);
          }
        }
      }),
      { seed: 41, numRuns: 100 },
    );
  });

  it('differs with another seed, and is the same with the same seed', () => {
    const worldOf = (seed: number) =>
      describeWorld(createFold(shapeWorld(smallConfig({ seed, vms: config.vms }))).at(START));
    expect(worldOf(1)).toBe(worldOf(1));
    expect(worldOf(1)).not.toBe(worldOf(2));
  });
});

describe('reading the log', () => {
  it('sees entries that another writer appended late and out of order', async () => {
    const { driver, log, goTo } = openTestWorld();
    await log.append(new Date(START), { type: 'host-down', hostId: 'id-tiny' });
    goTo(START + 60_000);
    await expect(driver.observeHost('id-tiny')).rejects.toMatchObject({ code: 'host-unreachable' });
    await log.append(new Date(START + 30_000), { type: 'host-up', hostId: 'tiny' });
    expect((await driver.observeHost('id-tiny')).facts.memoryMiB).toBe(6144);
  });

  it('reads the log once for all queries in one turn of the event loop', async () => {
    const { driver, log } = openTestWorld();
    let reads = 0;
    const read = log.read;
    log.read = (afterSeq) => {
      reads++;
      return read(afterSeq);
    };
    await Promise.all(['id-one', 'id-two', 'id-tiny'].map((id) => driver.observeHost(id)));
    expect(reads).toBe(1);
    await driver.observeHost('id-one');
    expect(reads).toBe(2);
  });

  it('ignores unknown commands', async () => {
    const { driver, log } = openTestWorld();
    const strange = { type: 'earthquake' };
    await log.append(new Date(START), strange);
    expect((await driver.observeHost('id-one')).vms).toHaveLength(4);
  });
});

it('follows its log back when it has lost its last commands, as a database that took over may have', async () => {
  const { log, order, another } = openTestWorld();
  const first = order('web-01', 'one', 'two');
  const lost = order('web-02', 'one', 'two');
  const driver = another();
  await driver.startMigration(first);
  await driver.startMigration(lost);
  expect(await driver.readMigration(lost)).toMatchObject({ phase: 'running' });
  const kept = (await log.read(0)).slice(0, 1);
  // the same driver, whose log is another one from now on
  log.read = createMemoryLog(kept).read;
  expect(await driver.readMigration(lost)).toMatchObject({ phase: 'none' });
  expect(await driver.readMigration(first)).toMatchObject({ phase: 'running' });
});
