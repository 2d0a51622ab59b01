import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLibvirtDriver } from '../../../lib/drivers/libvirt/index.ts';
import type { HypervisorDriver, MigrationOrder, MigrationStatistics } from '../../../lib/model/ports.ts';
import { createLab, type Lab } from '../../lab/create-lab.ts';
import { nowMs, type Witness } from '../../lab/witness.ts';
import type { Random } from '../instances/random.ts';
import { type GuestsMeasured, measureGuests } from './measure-guests.ts';
import { type Observation, Reading } from './observation.ts';
import { type BenchGuest, benchGuests, type Case, nameOf } from './schedule.ts';

const READ_EVERY_MS = 500; // as the worker does
const END_PATIENCE_MS = 60_000;
/** The length of the measurement before each move. */
const MEASURE_SECONDS = 5;

/** Every migration that can end takes less time: copying all memory once, with a margin. */
const boundSeconds = ({ guest, capMiBps }: Case): number => guest.memoryMiB / (capMiBps ?? 64) + 20;

interface Bench {
  lab: Lab;
  driver: HypervisorDriver;
  witness: Witness;
  random: Random;
  log: (line: string) => void;
}

/** Makes these migrations one after another in a separate lab with the real driver, and removes the lab. */
export async function collect(
  moves: readonly Case[],
  { random, log }: { random: Random; log: (line: string) => void },
  keep: (seen: { measured: GuestsMeasured } | { observation: Observation }) => Promise<void>,
): Promise<void> {
  const lab = createLab({ name: 'bench', hosts: 3, log });
  try {
    await lab.down(); // leftovers of an interrupted run
    await lab.up();
    await startGuests(lab, log);
    const witness = await lab.witness();
    const hosts = lab.hosts.map((name) => ({
      hostId: name,
      name,
      uri: lab.uri(name),
      peerUri: lab.peerUri(name),
      migrationAddress: null,
    }));
    const driver = createLibvirtDriver({ hosts, clock: { now: () => new Date() } });
    try {
      log('Measuring how the guests write ...');
      const names = benchGuests.map(({ name }) => name);
      await keep({ measured: await measureGuests({ lab, driver, witness }, names) });
      for (const [index, move] of moves.entries()) {
        const observation = await moveOnce({ lab, driver, witness, random, log }, move);
        const { outcome, ended, track } = observation;
        const seconds = ((ended?.elapsedMs ?? track.at(-1)?.elapsedMs ?? 0) / 1000).toFixed(1);
        log(`${index + 1}/${moves.length}  ${observation.case}: ${outcome} after ${seconds} s`);
        await keep({ observation });
      }
    } finally {
      witness.close();
      await driver.close();
    }
  } finally {
    await lab.down();
  }
}

async function startGuests(lab: Lab, log: (line: string) => void): Promise<void> {
  log(`Starting ${benchGuests.length} guests ...`);
  const homes = benchGuests.map((_, index) => lab.hosts[index % lab.hosts.length] ?? '');
  await Promise.all(
    benchGuests.map(({ name, memoryMiB }, index) =>
      lab.addGuest({ name, memoryMiB, host: homes[index] ?? '' }),
    ),
  );
  for (const guest of benchGuests) await fill(lab, guest);
}

/** Writes some memory once, so that it must be copied, and then starts the guest's load during the migration. */
async function fill(lab: Lab, { name, fillMiB, dirtyMiBps, workingSetMiB }: BenchGuest): Promise<void> {
  if (fillMiB > 0) {
    await lab.setLoad(name, { dirtyMiBps: 64, workingSetMiB: fillMiB });
    await sleep((2000 * fillMiB) / 64);
  }
  await lab.setLoad(name, { dirtyMiBps, workingSetMiB });
}

async function moveOnce(bench: Bench, move: Case): Promise<Observation> {
  const { lab, driver, witness, random } = bench;
  const { guest, capMiBps, targetPauseMs } = move;
  const place = (await lab.guests()).find((one) => one.name === guest.name && one.state === 'running');
  if (place === undefined) throw new Error(`${guest.name} runs nowhere in this lab.`);
  const to = random.pick(lab.hosts.filter((host) => host !== place.host));
  const before = await measure(driver, place.host, place.uuid);
  const order: MigrationOrder = {
    moveId: randomUUID(),
    vmUuid: place.uuid,
    vmName: guest.name,
    sourceHostId: place.host,
    destinationHostId: to,
    kind: 'live',
    bandwidthMiBps: capMiBps,
    downtimeLimitMs: targetPauseMs,
    mayThrottle: false,
    mayPostCopy: false,
  };
  const at = new Date().toISOString();
  const fromMs = nowMs();
  await driver.startMigration(order);
  const { track, statistics } = await watch(bench, order, fromMs + boundSeconds(move) * 1000);
  await witness.waitFor(guest.name);
  const report = witness.report(guest.name, { fromMs });
  if (!report.wentOn || report.memoryErrors > 0) throw new Error(`${guest.name} did not come through whole.`);
  return {
    at,
    case: nameOf(move),
    vm: guest.name,
    memoryMiB: guest.memoryMiB,
    writes: { dirtyMiBps: guest.dirtyMiBps, workingSetMiB: guest.workingSetMiB },
    from: place.host,
    to,
    capMiBps,
    targetPauseMs,
    before,
    track,
    outcome: statistics === null ? 'cancelled' : 'completed',
    ended: statistics && { ...statistics, touchedMiB: statistics.touchedMiB ?? null },
    heartbeatGapMs: report.longestGapMs,
  };
}

/** What is known of a VM before its move, from the same kind of observations that the collector makes. */
async function measure(driver: HypervisorDriver, host: string, uuid: string): Promise<Observation['before']> {
  await driver.measureDirtyRates(host, [uuid], MEASURE_SECONDS);
  await sleep((MEASURE_SECONDS + 0.5) * 1000);
  const vm = (await driver.observeHost(host)).vms.find((one) => one.uuid === uuid);
  return {
    memoryUsedMiB: vm?.memoryUsedMiB ?? null,
    residentMiB: vm?.residentMiB ?? null,
    dirtyMiBps: vm?.dirtyMiBps ?? null,
    workingSetMiB: vm?.workingSetMiB ?? null,
  };
}

/** Reads the migration until it has ended. Cancels it if it exceeds its limits, and then returns no statistics. */
async function watch(
  { driver }: Bench,
  order: MigrationOrder,
  boundMs: number,
): Promise<{ track: Reading[]; statistics: MigrationStatistics | null }> {
  const track: Reading[] = [];
  let isCancelled = false;
  while (nowMs() < boundMs + END_PATIENCE_MS) {
    const report = await driver.readMigration(order);
    if (report.phase === 'completed' && report.statistics !== null)
      return { track, statistics: report.statistics };
    if (report.phase === 'running') {
      track.push(Reading.parse(report.progress)); // libvirt counts all of it
      if (nowMs() > boundMs && !isCancelled) {
        await driver.cancelMigration(order);
        isCancelled = true;
      }
    } else if (isCancelled) return { track, statistics: null };
    else throw new Error(`${order.vmName}: the migration ended as ${report.phase}`);
    await sleep(READ_EVERY_MS);
  }
  throw new Error(`${order.vmName}: the migration does not end`);
}
