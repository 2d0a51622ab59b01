import type { Database } from '../../../lib/db/client.ts';
import { createCommandLog } from '../../../lib/db/command-log.ts';
import { SteppedClock } from '../../../lib/demo/stepped-clock.ts';
import { createDriver } from '../../../lib/drivers/registry.ts';
import { HostCommands } from '../../../lib/model/host-commands.ts';
import type { Context } from '../../../lib/services/context.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { advancePatchRun } from '../../../lib/services/patches/advance-patch-run.ts';
import { startPatchRun } from '../../../lib/services/patches/start-patch-run.ts';
import { advanceRuns } from '../../../lib/services/runs/advance-run.ts';
import { storeDay } from './store-day.ts';

const BEGIN = new Date('2026-11-25T06:00:00Z');
/** What the administrator's file says of a step that takes 20 s and a restart of 60 s, each up to a fifth more or less. */
const commands = HostCommands.parse({
  steps: [
    { name: 'update', command: 'apt-get -y upgrade && reboot', timeoutSeconds: 1800, expectedSeconds: 80 },
  ],
});
/** As often as in production, or a little less: runs, the patch run, observations. */
const RUN_SECONDS = 1;
const PATCH_SECONDS = 3;
const OBSERVE_SECONDS = 15;
const MAX_SECONDS = 24 * 3600;

export interface PlayedDay {
  seed: number;
  state: string; // of the patch run
  hosts: number;
  hostsAtOnce: number;
  moves: number;
  forecastSeconds: number;
  tookSeconds: number;
  errorPercent: number; // of the forecast, of what it took
  vmsElsewhere: number; // that are not on the host that they came from
  persons: number; // times that a person was needed
}

export interface DayOptions {
  hosts: number;
  vms: number;
  seed: number;
  hostsAtOnce: number;
}

/** Patches every host of a simulated data centre, through the services that the worker calls, with nobody there. */
export async function playDay(db: Database, { hostsAtOnce, ...size }: DayOptions): Promise<PlayedDay> {
  const clock = new SteppedClock(BEGIN);
  const ctx: Context = { db, clock, actor: { kind: 'system', name: 'worker' }, commands: () => commands };
  const clusterId = await storeDay(ctx, size);
  const driver = await openDriver(db, clusterId, clock);
  const observe = () => collectCluster({ ctx, driver, input: { clusterId, isAsked: true } });
  for (let i = 0; i < 20; i++) {
    clock.pass(OBSERVE_SECONDS);
    await observe();
  }
  const before = await placesOf(db, clusterId);
  const hosts = await db.host.findMany({ where: { clusterId } });
  const input = {
    clusterId,
    hostIds: hosts.map(({ id }) => id),
    step: 'command' as const,
    stepName: 'update',
    hostsAtOnce,
  };
  const { patchRunId } = await startPatchRun({ ctx, input });
  for (let second = 1; second <= MAX_SECONDS; second++) {
    clock.pass(RUN_SECONDS);
    await advanceRuns({ ctx, driver, input: { clusterId } });
    if (second % OBSERVE_SECONDS === 0 || (await isAsked(db, clusterId))) await observe();
    if (second % PATCH_SECONDS !== 0) continue;
    await advancePatchRun({ ctx, driver, input: { clusterId } });
    const { state } = await db.patchRun.findUniqueOrThrow({ where: { id: patchRunId } });
    if (state !== 'running') break;
  }
  const run = await db.patchRun.findUniqueOrThrow({ where: { id: patchRunId } });
  const after = await placesOf(db, clusterId);
  const forecastSeconds = run.forecastSeconds ?? Number.NaN;
  const tookSeconds = ((run.finishedAt ?? clock.now()).getTime() - run.createdAt.getTime()) / 1000;
  return {
    seed: size.seed,
    state: run.state,
    hosts: hosts.length,
    hostsAtOnce,
    moves: await db.move.count({ where: { run: { clusterId }, state: 'done' } }),
    forecastSeconds,
    tookSeconds,
    errorPercent: (100 * Math.abs(forecastSeconds - tookSeconds)) / tookSeconds,
    vmsElsewhere: [...before].filter(([vm, host]) => after.get(vm) !== host).length,
    persons: await db.auditEntry.count({ where: { action: 'patch.stop' } }),
  };
}

async function openDriver(db: Database, clusterId: string, clock: SteppedClock) {
  const {
    driver,
    driverConfig: config,
    hosts,
  } = await db.cluster.findUniqueOrThrow({
    where: { id: clusterId },
    include: { hosts: true },
  });
  const addresses = hosts.map(({ id: hostId, name, uri, peerUri, migrationAddress }) => ({
    hostId,
    name,
    uri,
    peerUri,
    migrationAddress,
  }));
  const log = createCommandLog(db, clusterId);
  return createDriver(driver, { endpoint: null, config, hosts: addresses, log, clock });
}

/** Whether somebody has asked for an observation, as a job of the queue. */
async function isAsked(db: Database, clusterId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ key: string | null }[]>`
    SELECT (graphile_worker.remove_job(${`collect-cluster:${clusterId}`}::text)).key AS key`;
  return rows.some(({ key }) => key !== null);
}

async function placesOf(db: Database, clusterId: string): Promise<Map<string, string>> {
  const vms = await db.vm.findMany({ where: { clusterId }, select: { uuid: true, hostId: true } });
  return new Map(vms.map(({ uuid, hostId }) => [uuid, hostId]));
}
