import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { BallastError } from '../model/errors.ts';
import { runsInOneTransaction } from './migration-script.ts';
import { grantToProduct } from './product-role.ts';
import { migrateQueue } from './queue.ts';

interface MigrationRow {
  name: string;
  isFinished: boolean;
  steps: number;
  logs: string | null;
}

/** The project's migrations compared with the database's own list of them. */
interface MigrationState {
  pending: string[];
  unfinished: MigrationRow[]; // failed, or cut off
  foreign: string[]; // the database has them, but this Ballast does not know them
}

/**
 * One process at a time: Ballast's own lock, held throughout, and the one that Prisma's command line takes itself.
 */
const OWN_LOCK = 0xba11a57;
const PRISMA_LOCK = 72_707_369;
const LOCK_PATIENCE = '120s';

const migrationsIn = (projectFolder: string) => path.join(projectFolder, 'prisma', 'migrations');

function scriptOf(projectFolder: string, name: string): string {
  return path.join(migrationsIn(projectFolder), name, 'migration.sql');
}

async function readRows(client: pg.Client): Promise<MigrationRow[]> {
  const { rows: found } = await client.query(`SELECT to_regclass('public._prisma_migrations') AS name`);
  if (!found[0]?.name) return [];
  const { rows } = await client.query(`
    SELECT migration_name AS name, finished_at IS NOT NULL AS "isFinished", applied_steps_count AS steps, logs
    FROM public._prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  return rows;
}

async function readState(client: pg.Client, projectFolder: string): Promise<MigrationState> {
  const known = fs
    .readdirSync(migrationsIn(projectFolder))
    .filter((name) => fs.existsSync(scriptOf(projectFolder, name)))
    .sort();
  const rows = await readRows(client);
  const finished = new Set(rows.filter((row) => row.isFinished).map((row) => row.name));
  return {
    pending: known.filter((name) => !finished.has(name)),
    unfinished: rows.filter((row) => !row.isFinished),
    foreign: [...finished].filter((name) => !known.includes(name)),
  };
}

/** Runs Prisma's command line for the database; resolves with its exit status and output. */
function runPrisma(
  projectFolder: string,
  url: string,
  args: string[],
): Promise<{ status: number; output: string }> {
  const child = spawn(process.execPath, [path.join('node_modules', 'prisma', 'build', 'index.js'), ...args], {
    cwd: projectFolder,
    env: {
      ...process.env,
      DATABASE_URL: url,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl-C in the terminal must not interrupt a migration
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status: status ?? 1, output: output.trim() }));
  });
}

/**
 * A migration that failed or was interrupted blocks all later ones until its row is resolved. If its script runs in
 * one transaction, nothing of it was applied, and Ballast may resolve the row; otherwise a person must check.
 */
async function resolveUnfinished(row: MigrationRow, projectFolder: string, url: string): Promise<void> {
  const file = scriptOf(projectFolder, row.name);
  const isWhole = !fs.existsSync(file) || runsInOneTransaction(fs.readFileSync(file, 'utf8'));
  if (!isWhole) {
    throw new BallastError(
      'migration-half-applied',
      `Migration ${row.name} stopped half-way, and part of it may be in the database. Look at ${file}, bring the database ` +
        `to the state before or after it, then: npx prisma migrate resolve --rolled-back (or --applied) ${row.name}`,
      { migration: row.name },
    );
  }
  const verdict = row.steps > 0 ? '--applied' : '--rolled-back';
  const { status, output } = await runPrisma(projectFolder, url, ['migrate', 'resolve', verdict, row.name]);
  if (status !== 0)
    throw new BallastError('migration-failed', `Migration ${row.name}: ${output}`, { migration: row.name });
}

function explainFailure(state: MigrationState, output: string): BallastError {
  const failed = state.unfinished.at(-1);
  if (!failed) return new BallastError('migration-failed', `The database could not be migrated: ${output}`);
  const words = /ERROR:\s*(.+)/.exec(failed.logs ?? '')?.[1] ?? failed.logs?.split('\n')[0] ?? output;
  return new BallastError(
    'migration-failed',
    `Migration ${failed.name} failed: ${words}\nNothing of it was kept: the database is as before, and the older Ballast ` +
      'still works on it. Once the cause is gone, start again: it goes on from here.',
    { migration: failed.name },
  );
}

/**
 * Waits for another migration to end, also for one whose client was killed: its server process keeps working for a
 * while.
 */
async function takeLocks(client: pg.Client): Promise<void> {
  try {
    await client.query(`SET lock_timeout = '${LOCK_PATIENCE}'`);
    await client.query('SELECT pg_advisory_lock($1)', [OWN_LOCK]);
    await client.query('SELECT pg_advisory_lock($1), pg_advisory_unlock($1)', [PRISMA_LOCK]);
  } catch (cause) {
    if ((cause as { code?: string }).code !== '55P03') throw cause;
    const words = `Another process has been migrating this database for ${LOCK_PATIENCE}.`;
    throw new BallastError('migration-busy', words, {}, { cause });
  }
}

async function migrateUnderLock(client: pg.Client, url: string, projectFolder: string): Promise<string[]> {
  const state = await readState(client, projectFolder);
  if (state.foreign.length > 0) {
    throw new BallastError(
      'database-newer',
      `This database was migrated by a newer Ballast (it has ${state.foreign.join(', ')}). Update this one, or use another database.`,
      { migration: state.foreign.join(', ') },
    );
  }
  for (const row of state.unfinished) await resolveUnfinished(row, projectFolder, url);
  if (state.pending.length === 0) return [];
  const { status, output } = await runPrisma(projectFolder, url, ['migrate', 'deploy']);
  if (status !== 0) throw explainFailure(await readState(client, projectFolder), output);
  return state.pending;
}

/**
 * Migrates the database to the project's schema, and the queue's tables to their own; returns the names of the
 * migrations that were applied, usually none, which takes a moment. `productRole` gets access to the tables
 * afterwards; null: only the user that migrates them has. Parallel calls run one after another. Throws
 * `owner-not-member`, `migration-failed`, `migration-half-applied`, `migration-busy` or `database-newer`.
 */
export async function migrateDatabase(
  url: string,
  projectFolder: string,
  productRole: string | null = null,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'ballast-migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    await takeLocks(client);
    const applied = await migrateUnderLock(client, url, projectFolder);
    await migrateQueue(url);
    if (productRole !== null) await grantToProduct(client, productRole);
    return applied;
  } finally {
    await client.end(); // lets go of the lock
  }
}
