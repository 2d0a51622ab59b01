import { createHmac, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { projectFolder } from '../../bin/project.ts';
import { SupervisedChild } from '../../bin/start/child.ts';
import { LogKeeper } from '../../bin/start/log-keeper.ts';
import { connectDatabase, type Database } from '../../lib/db/client.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../../lib/db/embedded/postgres.ts';
import { systemClock } from '../../lib/platform/clock.ts';
import { openLogFile } from '../../lib/platform/log-file.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { addUser } from '../../lib/services/users/add-user.ts';
import { makeContext } from '../integration/support/context.ts';
import { databaseAt } from '../integration/support/database-url.ts';
import { makeObservedCluster } from '../integration/support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from '../integration/support/simulated-cluster.ts';
import { HASTE, makeTemplate, TEMPLATE } from '../integration/support/template-database.ts';
import type { Visitor } from './requests.ts';

export const secrets = {
  BALLAST_SECRET: 'the-secret-that-signs-the-sessions-of-the-fuzz-test',
  password: 'the password of a person of the fuzz test',
};

/** The web process with its gate and log, on its own database with a cluster, a suggestion and an ended job. */
export interface Installation {
  port: number;
  url: string;
  db: Database;
  ids: string[]; // of the existing records
  logFolder: string;
  /** A cookie of a valid session. Null: without a session, or the user has been removed. */
  cookieOf(visitor: Visitor): Promise<string | null>;
  close(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const world = {
  hosts: [simulatedHost('kvm-01'), simulatedHost('kvm-02'), simulatedHost('kvm-03')],
  vms: ['web-01', 'web-02', 'db-01', 'db-02', 'cache', 'mail'].map((name, number) =>
    simulatedVm(name, number < 5 ? 'kvm-01' : 'kvm-02', { vcpus: 4, load: { base: 0.9, noise: 0 } }),
  ),
};

/** Creates one record of each kind that pages show. Returns the ids. */
async function fill(db: Database): Promise<string[]> {
  const { ctx, cluster, clock, finish, hostId } = await makeObservedCluster(db, world);
  await suggestMoves({ ctx: { ...ctx, clock }, input: { clusterId: cluster.id } });
  const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('kvm-02') } });
  if (runId) await finish(runId);
  const found = await Promise.all([
    db.cluster.findMany(),
    db.host.findMany(),
    db.vm.findMany({ take: 2 }),
    db.plan.findMany(),
    db.run.findMany(),
    db.move.findMany({ take: 2 }),
    db.user.findMany(),
  ]);
  return found.flat().map(({ id }) => id);
}

export async function openInstallation(): Promise<Installation> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-fuzz-'));
  const postgres = path.join(folder, 'postgres');
  const server = await startEmbeddedPostgres(postgres, HASTE);
  await makeTemplate(server.ownerUrl);
  const client = new pg.Client({ connectionString: databaseAt(server.ownerUrl, 'postgres') });
  await client.connect();
  await client.query(`CREATE DATABASE fuzz TEMPLATE ${TEMPLATE}`);
  await client.end();
  const url = databaseAt(server.url, 'fuzz'); // as the plain role of web and worker
  const db = connectDatabase(databaseAt(server.ownerUrl, 'fuzz'), 4);
  const ctx = makeContext(db);
  const { password } = secrets;
  for (const role of ['administrator', 'viewer'] as const)
    await addUser({ ctx, input: { name: role, email: `${role}@example.com`, role, password } });
  const ids = await fill(db);

  const logFolder = path.join(folder, 'log');
  const log = await openLogFile(logFolder);
  const keeper = new LogKeeper({ toFile: log.write, toTerminal: () => {} }, systemClock);
  const port = await freePort();
  const web = new SupervisedChild(
    {
      name: 'web',
      args: ['--import', import.meta.resolve('tsx'), path.join('bin', 'web.ts')],
      cwd: projectFolder,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: url,
        BALLAST_DATA_DIR: folder,
        BALLAST_SECRET: secrets.BALLAST_SECRET,
      },
      isVital: true,
    },
    { onLog: keeper.log.bind(keeper), onPrint: keeper.print.bind(keeper), say: keeper.say.bind(keeper) },
  );
  if ((await web.start()) !== null) throw new Error(`the web process did not start; see ${logFolder}`);

  /** Creates a session as signing in does, without the limits of sign-in, which other requests use up. */
  const cookieOf = async (visitor: Visitor): Promise<string | null> => {
    if (visitor === 'nobody') return null;
    const user = await db.user.findUnique({ where: { email: `${visitor}@example.com` } });
    if (!user) return null; // a request as administrator has removed them
    const held = await db.session.findFirst({ where: { userId: user.id } });
    const token = held?.token ?? randomUUID().replaceAll('-', '');
    const expiresAt = new Date(Date.now() + 3_600_000);
    if (!held) await db.session.create({ data: { id: randomUUID(), token, expiresAt, userId: user.id } });
    const signature = createHmac('sha256', secrets.BALLAST_SECRET).update(token).digest('base64');
    return `ballast.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
  };
  const close = async (): Promise<void> => {
    await web.stop(false);
    log.close();
    await db.$disconnect();
    await stopEmbeddedPostgres(postgres);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { port, url, db, ids, logFolder, cookieOf, close };
}
