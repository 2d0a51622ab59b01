import { randomBytes } from 'node:crypto';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { BallastError } from '../../model/errors.ts';
import { withLock } from '../../platform/lock.ts';
import { makeProductRole, PRODUCT_ROLE } from '../product-role.ts';
import { type Account, chooseAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import {
  initialise,
  isInitialised,
  makeParentFolder,
  readSettings,
  SERVER_USER,
  saveSettings,
} from './folder.ts';
import { awaitServer, isServerAlive, launchServer, type RunningServer, stopServer } from './process.ts';

/**
 * A private PostgreSQL: loopback only, with generated passwords. URLs of the database `ballast`, which need not exist
 * yet:
 */
export interface EmbeddedPostgres extends RunningServer {
  url: string; // for web and worker: a plain role
  ownerUrl: string; // for migrations: who owns the server
  wasRunning: boolean;
}

const LOCK_PATIENCE_MS = 320_000; // as long as another process may take to start it
const PORT_TRIES = 3;

function freePort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(null));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : null;
      probe.close(() => resolve(port));
    });
  });
}

/** The port of the last start if it is free, otherwise any free one. */
async function choosePort(kept: number | null): Promise<number> {
  const port = (kept && (await freePort(kept))) || (await freePort(0));
  if (port) return port;
  throw new BallastError('no-free-port', 'There is no free port on 127.0.0.1 for PostgreSQL.');
}

async function launch(
  folder: string,
  binaries: Binaries,
  account: Account | null,
  extra: Record<string, string>,
): Promise<RunningServer> {
  const kept = readSettings(folder).port;
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(attempt === 1 ? kept : null);
    try {
      return await launchServer(folder, binaries, account, port, extra);
    } catch (error) {
      const isTaken = error instanceof BallastError && error.code === 'postgres-port-taken';
      if (!isTaken || attempt === PORT_TRIES) throw error;
    }
  }
}

const urlOf = (user: string, password: string, port: number, database: string): string =>
  `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;

/**
 * The password of the product's role, which is created if it does not exist yet, by the first start of this release.
 */
async function ensureProductRole(folder: string, port: number): Promise<string> {
  const settings = readSettings(folder);
  if (settings.productPassword !== undefined) return settings.productPassword;
  const productPassword = randomBytes(24).toString('base64url');
  const client = new pg.Client({
    connectionString: urlOf(SERVER_USER, settings.password, port, 'postgres'),
  });
  await client.connect();
  try {
    await makeProductRole(client, PRODUCT_ROLE, productPassword);
  } finally {
    await client.end();
  }
  saveSettings(folder, { ...settings, productPassword }, chooseAccount());
  return productPassword;
}

async function describe(
  folder: string,
  server: RunningServer,
  wasRunning: boolean,
): Promise<EmbeddedPostgres> {
  const productPassword = await ensureProductRole(folder, server.port);
  const { password } = readSettings(folder);
  return {
    ...server,
    wasRunning,
    url: urlOf(PRODUCT_ROLE, productPassword, server.port, 'ballast'),
    ownerUrl: urlOf(SERVER_USER, password, server.port, 'ballast'),
  };
}

async function startUnlocked(folder: string, extra: Record<string, string>): Promise<EmbeddedPostgres> {
  const running = await awaitServer(folder);
  if (running) return describe(folder, running, true);
  makeParentFolder(folder);
  const account = chooseAccount();
  const binaries = findBinaries(account, folder);
  if (!isInitialised(folder)) await initialise(folder, binaries, account);
  const server = await launch(folder, binaries, account, extra);
  saveSettings(folder, { ...readSettings(folder), port: server.port }, account);
  return describe(folder, server, false);
}

/**
 * Starts the PostgreSQL whose data are in `folder`, and creates them on the first start; uses a running one.
 * `settings` are PostgreSQL's own, for this start. Throws BallastErrors whose message says what to do.
 */
export function startEmbeddedPostgres(
  folder: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const absolute = path.resolve(folder);
  return withLock(`postgres:${absolute}`, () => startUnlocked(absolute, settings), {
    patienceMs: LOCK_PATIENCE_MS,
    onBusy: () => {
      throw new BallastError('postgres-busy', `Another process has been starting PostgreSQL in ${absolute}.`);
    },
  });
}

/** Whether the server of the folder is running, ready or still recovering. Starts nothing. */
export function isEmbeddedPostgresAlive(folder: string): boolean {
  return isServerAlive(path.resolve(folder));
}

/**
 * Stops the server of the folder; false if none was running. `isUrgent`: immediately, leaving recovery to the next
 * start.
 */
export function stopEmbeddedPostgres(folder: string, isUrgent = false): Promise<boolean> {
  return stopServer(path.resolve(folder), isUrgent);
}
