import { connectDatabase, type Database } from '../db/client.ts';
import { ClusterLocks } from '../db/cluster-lock.ts';
import { listenForChanges } from '../db/listen.ts';
import { bringForward, enqueue } from '../db/queue.ts';
import { type QueueRunner, type QueueTasks, startQueue } from '../db/queue-runner.ts';
import { clustersToCheck } from '../db/readiness.ts';
import type { Clock } from '../model/clock.ts';
import type { ReadCommands } from '../model/host-commands.ts';
import { Opened } from '../platform/opened.ts';
import type { SecretBox } from '../platform/secret-box.ts';
import { defaultKeep, type KeepSamples } from '../services/retention/keep-samples.ts';
import { PlannerPool } from '../threads/planner-pool.ts';
import { startPlanningThread } from '../threads/start-thread.ts';
import { AuditSealer } from './audit-sealer.ts';
import { backfillTask } from './backfill-task.ts';
import { collectTask } from './collect-task.ts';
import { deliverTask } from './deliver-task.ts';
import { DriverPool } from './driver-pool.ts';
import { fenceTask } from './fence-task.ts';
import { Heartbeat } from './heartbeat.ts';
import { PACK_EVERY_SECONDS, packTask } from './pack-task.ts';
import { patchTask } from './patch-task.ts';
import { planTask } from './plan-task.ts';
import { readinessTask } from './readiness-task.ts';
import { RETAIN_EVERY_SECONDS, retainTask } from './retain-task.ts';
import { runTask } from './run-task.ts';
import { signsTask } from './signs-task.ts';
import { TIDY_EVERY_SECONDS, tidyTask } from './tidy-task.ts';
import { Wakes } from './wakes.ts';
import type { WorkerContext, WorkerLog } from './worker-context.ts';

/** Jobs of different clusters that one worker works on at the same time, and beside them the runs of so many. */
const CONCURRENCY = 6;
const RUNS_AT_ONCE = 6;
/** How often a worker makes sure that every cluster has its jobs, whatever got lost: so soon it takes over from one that died. */
const ENSURE_MS = 5000;
/** Tries that failed wait for less; so does all that is asked for at once. */
const MAX_WAIT_SECONDS = 60;

/** What a worker works with. `url`: of a migrated database, as the product's role. */
export interface WorkerInput {
  url: string;
  clock: Clock;
  log: WorkerLog;
  auditDays?: number; // how long audit entries are kept
  keep?: KeepSamples; // how long samples are kept
  secrets?: SecretBox; // left out: clusters and a webhook that need a secret cannot be used
  commands?: ReadCommands; // that may be run for hosts; left out: none
}

/**
 * Starts a worker: it collects, plans, carries out runs and retains, for all clusters of the database, beside as many
 * other workers as there are. Returns the function that stops it; moves in flight continue from the tables later. Throws the
 * errors of the database; nothing of the worker is left then.
 */
export async function startWorker(input: WorkerInput): Promise<() => Promise<void>> {
  const opened = new Opened();
  try {
    await openWorker(input, opened);
  } catch (error) {
    await opened.close().catch(() => undefined); // the database that failed may fail again; the first error says why
    throw error;
  }
  return () => opened.close();
}

async function openWorker(input: WorkerInput, opened: Opened): Promise<void> {
  const { url, clock, log, auditDays = 400, keep = defaultKeep, secrets, commands } = input;
  const db = connectDatabase(url, CONCURRENCY + RUNS_AT_ONCE + 4, (error) =>
    log.warn({ error: error.message }, 'unreadable value'),
  );
  opened.add(() => db.$disconnect());
  const locks = new ClusterLocks(url, CONCURRENCY + RUNS_AT_ONCE + 2);
  opened.add(() => locks.close());
  const stopping = new AbortController();
  const wakes = new Wakes();
  const drivers = new DriverPool({ db, clock, secrets }, (clusterId) => {
    wakes.wake(clusterId);
    enqueue(db, 'collect-cluster', clusterId).catch((error) =>
      log.warn({ error: String(error) }, 'could not ask for a collection'),
    );
  });
  opened.add(() => drivers.close());
  const planners = new PlannerPool(startPlanningThread); // a plan may take seconds, in which runs need the event loop
  opened.add(() => planners.close());
  const planner = planners.plannerFor();
  const actor = { kind: 'system', name: 'worker' } as const;
  const ctx = { db, clock, actor, planner, secrets, commands };
  const worker: WorkerContext = { ctx, drivers, locks, wakes, log, stopping: stopping.signal };
  const sealer = new AuditSealer(ctx, log);
  const heartbeat = new Heartbeat(db, url, clock, log);
  opened.add(() => heartbeat.stop());
  const names = {
    onOpen: (name: string): void => heartbeat.add(name),
    onClose: (name: string): void => {
      heartbeat.remove(name).catch((error) => log.warn({ error: String(error) }, 'could not give jobs back'));
    },
  };
  const queues: QueueRunner[] = [];
  opened.add(() => Promise.all(queues.map((queue) => queue.stop())));
  opened.add(() => stopping.abort());
  const tasks: QueueTasks = {
    'collect-cluster': (payload) => collectTask(worker, payload),
    'plan-cluster': (payload) => planTask(worker, payload),
    'patch-cluster': (payload) => patchTask(worker, payload),
    'live-cluster': (payload) => backfillTask(worker, payload),
    'read-signs': (payload) => signsTask(worker, payload),
    'fence-hosts': (payload) => fenceTask(worker, payload),
    'check-readiness': (payload) => readinessTask(worker, payload),
    retain: () => retainTask(worker, { auditDays, keep }),
    deliver: () => deliverTask(worker),
    pack: () => packTask(worker, url, keep),
    tidy: () => tidyTask(worker, sealer),
  };
  queues.push(await startQueue({ url, concurrency: CONCURRENCY, ...names, log, tasks }));
  // a run holds its place for as long as it lasts: apart, so that runs never keep clusters from being observed
  const runTasks: QueueTasks = { 'run-cluster': (payload) => runTask(worker, payload) };
  queues.push(await startQueue({ url, concurrency: RUNS_AT_ONCE, ...names, log, tasks: runTasks }));
  await heartbeat.start();
  // somebody approved or cancelled something: the loop that carries it out may be here
  const stopListening = listenForChanges(url, {
    onChange: ({ topic, clusterId }) => topic === 'job' && clusterId && wakes.wake(clusterId),
  });
  opened.add(stopListening);
  const ensure = (): void => {
    ensureJobs(db, drivers, log).catch((error) =>
      log.warn({ error: String(error) }, 'could not look for clusters'),
    );
  };
  ensure();
  const timer = setInterval(ensure, ENSURE_MS);
  opened.add(() => clearInterval(timer));
}

/** Every cluster has a job for each of its loops, unless one waits already; and none waits for long, whatever the clock did. */
async function ensureJobs(db: Database, drivers: DriverPool, log: WorkerLog): Promise<void> {
  const clusters = await db.cluster.findMany({ select: { id: true, name: true, intervalSeconds: true } });
  const patches = await db.patchRun.findMany({ where: { finishedAt: null }, select: { clusterId: true } });
  const patched = new Set(patches.map(({ clusterId }) => clusterId));
  for (const { id, name, intervalSeconds } of clusters) {
    await enqueue(db, 'collect-cluster', id, { mode: 'preserve_run_at' });
    await enqueue(db, 'run-cluster', id, { mode: 'preserve_run_at' });
    if (patched.has(id)) await enqueue(db, 'patch-cluster', id, { mode: 'preserve_run_at' });
    const late =
      (await bringForward(db, 'collect-cluster', id, intervalSeconds + 1)) +
      (await bringForward(db, 'plan-cluster', id, MAX_WAIT_SECONDS)) +
      (await bringForward(db, 'run-cluster', id, MAX_WAIT_SECONDS)) +
      (await bringForward(db, 'patch-cluster', id, MAX_WAIT_SECONDS));
    if (late > 0) log.warn({ cluster: name, jobs: late }, 'the clock was ahead: jobs were brought forward');
  }
  for (const id of await clustersToCheck(db))
    await enqueue(db, 'check-readiness', id, { mode: 'preserve_run_at' });
  await enqueue(db, 'retain', null, { mode: 'preserve_run_at' });
  await bringForward(db, 'retain', null, RETAIN_EVERY_SECONDS + MAX_WAIT_SECONDS);
  await enqueue(db, 'pack', null, { mode: 'preserve_run_at' });
  await bringForward(db, 'pack', null, PACK_EVERY_SECONDS + 1);
  await enqueue(db, 'deliver', null, { mode: 'preserve_run_at' });
  await enqueue(db, 'tidy', null, { mode: 'preserve_run_at' });
  await bringForward(db, 'tidy', null, TIDY_EVERY_SECONDS + 1);
  await drivers.keepOnly(clusters.map((cluster) => cluster.id));
}
