import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seedDataCentre } from '../../../lib/demo/seed-data-centre.ts';
import { paths } from '../../../lib/model/paths.ts';
import { present } from '../../../lib/model/present.ts';
import type { Context } from '../../../lib/services/context.ts';
import { addUser } from '../../../lib/services/users/add-user.ts';
import { PageReader } from '../attack/page-reader.ts';
import { person, signInAt } from '../attack/person.ts';
import { WebProcess } from '../attack/web-process.ts';
import type { CentreSize } from '../pages/sizes.ts';
import { type BenchDatabase, openBenchDatabase } from './bench-database.ts';
import { residentMb } from './resident.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const HOUR_MS = 3_600_000;
const MB = 1e6;
/** A midnight: a day ends and is closed while it is measured, if there are enough hours. */
const START = Date.UTC(2026, 9, 3);

/** What two processes and the database need after so many hours. */
export interface DayPoint {
  hour: number;
  workerMb: number;
  webMb: number;
  samplesMb: number; // of the database
}

export interface Day {
  size: CentreSize;
  intervalSeconds: number;
  seconds: number; // that it took
  points: DayPoint[]; // one an hour
  pages: number; // that were read meanwhile
}

/**
 * A data centre passes `hours` as fast as a worker process can, while pages are read from a web process. Each hour the memory
 * of both is read.
 */
export async function measureDay(input: {
  size: CentreSize;
  hours: number;
  intervalSeconds: number;
  log: (line: string) => void;
}): Promise<Day> {
  const { size, hours, intervalSeconds, log } = input;
  const database = await openBenchDatabase();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-day-'));
  try {
    await seed(database, { size, hours, intervalSeconds });
    const web = await WebProcess.start(database.url, folder, { BALLAST_TRUSTED_PROXIES: '127.0.0.1' });
    const { cookie } = await signInAt(web.origin, person, '192.0.2.1');
    const host = await database.db.host.findFirstOrThrow({ select: { id: true } });
    const pages = [
      paths.overview(),
      paths.hosts(),
      paths.vms(),
      paths.host(host.id),
      paths.host(host.id, { range: '1y' }),
    ];
    const reader = new PageReader(web.origin, cookie, pages);
    const begun = performance.now();
    const points: DayPoint[] = [];
    const worker = startWorker([database.url, START, hours, intervalSeconds].map(String));
    try {
      await follow(worker, async (hour) => {
        const point = {
          hour,
          workerMb: residentMb(present(worker.pid, 'process')),
          webMb: residentMb(web.pid),
          samplesMb: (await bytesOfSamples(database)) / MB,
        };
        points.push(point);
        log(`day: ${JSON.stringify(point)}`);
      });
    } finally {
      worker.kill();
      await reader.stop();
      await web.stop();
    }
    const seconds = (performance.now() - begun) / 1000;
    return { size, intervalSeconds, seconds, points, pages: reader.milliseconds.length };
  } finally {
    await database.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function seed(
  { db }: BenchDatabase,
  { size, hours, intervalSeconds }: { size: CentreSize; hours: number; intervalSeconds: number },
): Promise<void> {
  const ctx: Context = {
    db,
    clock: { now: () => new Date(START) },
    actor: { kind: 'system', name: 'command line' },
  };
  await addUser({ ctx, input: { ...person, name: 'Bench', role: 'administrator' } });
  await seedDataCentre({ ctx, input: { size } });
  await db.cluster.updateMany({
    data: {
      intervalSeconds,
      backfilledUntil: new Date(START),
      backfillUntil: new Date(START + hours * HOUR_MS),
      createdAt: new Date(START - 2 * HOUR_MS),
    },
  });
}

const startWorker = (args: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'tests/bench/metrics/day-process.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

/** Calls `measure` whenever the worker tells an hour, until it ends. */
async function follow(worker: ChildProcess, measure: (hour: number) => Promise<void>): Promise<void> {
  const failed: unknown[] = [];
  worker.on('message', (hour) => {
    measure(Number(hour)).then(
      () => worker.send('go on'),
      (error) => {
        failed.push(error);
        worker.kill();
      },
    );
  });
  const [code] = await once(worker, 'exit');
  if (failed.length > 0) throw failed[0];
  if (code !== 0) throw new Error(`the worker ended with ${code}`);
}

async function bytesOfSamples({ db }: BenchDatabase): Promise<number> {
  const [row] = await db.$queryRaw<{ bytes: number }[]>`
    SELECT COALESCE(sum(pg_total_relation_size(oid)), 0)::float8 AS bytes
    FROM pg_class WHERE relnamespace = 'samples'::regnamespace AND relkind = 'r'`;
  return row?.bytes ?? Number.NaN;
}
