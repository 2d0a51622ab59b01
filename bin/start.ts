import path from 'node:path';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../lib/db/embedded/postgres.ts';
import { BallastError } from '../lib/model/errors.ts';
import { systemClock } from '../lib/platform/clock.ts';
import type { Environment } from '../lib/platform/env.ts';
import { type ProcessLock, readLockHolder, takeLock } from '../lib/platform/lock.ts';
import { type LogFile, openLogFile } from '../lib/platform/log-file.ts';
import { ensureSecret } from '../lib/platform/secret.ts';
import type { CommandIo } from './io.ts';
import { environmentOf, loaderArguments, postgresFolder, projectFolder, workerArguments } from './project.ts';
import { buildConsole } from './start/build.ts';
import { SupervisedChild } from './start/child.ts';
import { type Beginnings, prepareFirstStart } from './start/first-start.ts';
import { LogKeeper } from './start/log-keeper.ts';
import { assertPortUsable } from './start/port.ts';
import { PostgresGuard } from './start/postgres-guard.ts';
import { onStopSignals } from './start/signals.ts';
import { readyWords } from './start/words.ts';
import { prepareDatabase } from './with-database.ts';

/** One Ballast for each data folder. Throws `already-running`, with the address of the running one. */
async function takeStartLock(env: Environment): Promise<ProcessLock> {
  const name = `start:${env.dataFolder}`;
  const lock = await takeLock(name, env.origin);
  if (lock) return lock;
  const origin = (await readLockHolder(name)) || 'another address';
  throw new BallastError(
    'already-running',
    `Ballast runs already, with the data of ${env.dataFolder}: open ${origin}. (Another one needs its own BALLAST_DATA_DIR.)`,
    { origin },
  );
}

/** Everything that `ballast start` runs, from the first message to the last. */
class Installation {
  private readonly keeper: LogKeeper;
  private readonly children: SupervisedChild[] = [];
  private guard: PostgresGuard | null = null;
  private stopped: Promise<void> | null = null;

  constructor(
    private readonly env: Environment,
    private readonly io: CommandIo,
    private readonly log: LogFile,
    private readonly signal: AbortSignal,
  ) {
    this.keeper = new LogKeeper({ toFile: log.write, toTerminal: io.err }, systemClock);
    signal.addEventListener('abort', () => void this.stopChildren(), { once: true });
  }

  /** Resolves when web and worker are running. Throws the reason if they cannot. */
  async start(): Promise<void> {
    const secret = this.env.secret ?? ensureSecret(this.env.dataFolder);
    const build = buildConsole(projectFolder, this.say, this.signal);
    build.catch(() => {}); // awaited below; the database may fail first
    const { url, beginnings } = await this.startDatabase();
    await build;
    if (this.signal.aborted) return;
    await this.startParts(url, secret);
    if (this.signal.aborted) return;
    for (const line of readyWords(this.env, beginnings, this.log.file)) this.io.out(line);
  }

  /** Stops web and worker first, then the database. Safe to call at any time, and again. */
  stop(): Promise<void> {
    this.stopped ??= (async () => {
      await Promise.all([this.guard?.end(), this.stopChildren()]);
      if (!this.env.databaseUrl) await stopEmbeddedPostgres(postgresFolder(this.env));
      this.log.close();
    })();
    return this.stopped;
  }

  private async stopChildren(): Promise<void> {
    await Promise.all(this.children.map((child) => child.stop(false)));
  }

  /** Immediately. PostgreSQL keeps committed data, and recovers at the next start. */
  async stopByForce(): Promise<void> {
    await Promise.all(this.children.map((child) => child.stop(true)));
    if (!this.env.databaseUrl) await stopEmbeddedPostgres(postgresFolder(this.env), true);
  }

  private readonly say = (line: string): void => {
    this.io.out(line);
    this.keeper.say(line);
  };

  private async startDatabase(): Promise<{ url: string; beginnings: Beginnings }> {
    const { databaseUrl, ownerUrl } = this.env;
    const database = databaseUrl
      ? { url: databaseUrl, ownerUrl: ownerUrl ?? databaseUrl }
      : await this.startEmbedded();
    const { url } = database;
    const applied = await prepareDatabase(database);
    if (applied.length > 0) {
      const count = applied.length === 1 ? '1 migration' : `${applied.length} migrations`;
      this.io.out(`Brought the database up to date (${count}).`);
      this.keeper.say(`Brought the database up to date (${applied.join(', ')}).`);
    }
    return { url, beginnings: await prepareFirstStart(url, this.env) };
  }

  private async startEmbedded(): Promise<{ url: string; ownerUrl: string }> {
    const folder = postgresFolder(this.env);
    const { url, ownerUrl, port } = await startEmbeddedPostgres(folder);
    this.say(`PostgreSQL runs on 127.0.0.1:${port}, with its data in ${folder}.`);
    this.guard = new PostgresGuard(folder, url, {
      say: this.say,
      onMoved: async (moved) => {
        await Promise.all(this.children.map((child) => child.restartWith({ DATABASE_URL: moved })));
      },
    });
    return { url, ownerUrl };
  }

  private async startParts(url: string, secret: string): Promise<void> {
    const env: NodeJS.ProcessEnv = {
      ...this.io.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      DATABASE_URL: url,
      DATABASE_OWNER_URL: undefined, // theirs is the plain role
      BALLAST_ADMIN_PASSWORD: undefined,
      HOST: this.env.host,
      PORT: String(this.env.port),
      BALLAST_URL: this.env.origin,
      BALLAST_DATA_DIR: this.env.dataFolder,
      BALLAST_SECRET: secret,
    };
    const events = {
      onLog: this.keeper.log.bind(this.keeper),
      onPrint: this.keeper.print.bind(this.keeper),
      say: this.say,
    };
    const make = (name: string, args: readonly string[]) => {
      const child = new SupervisedChild(
        { name, args, cwd: projectFolder, env, isVital: name === 'web' },
        events,
      );
      this.children.push(child);
      return child.start();
    };
    const code = await make('web', [...loaderArguments, path.join('bin', 'web.ts')]);
    if (code !== null && !this.signal.aborted) {
      await assertPortUsable(this.env.host, this.env.port); // somebody may have taken it meanwhile
      throw new BallastError(
        'web-failed',
        `The web process did not start (exit code ${code}); see ${this.log.file}.`,
      );
    }
    void make('worker', workerArguments);
  }
}

/** `ballast start`: everything, until Ctrl-C. Exit status 0 if it was asked to stop, 1 if it could not start. */
export async function runStartCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv.length > 0) {
    throw new BallastError(
      'bad-usage',
      `ballast start takes no arguments (${argv[0]}): docs/operation.md lists its variables.`,
    );
  }
  const env = environmentOf(io);
  const lock = await takeStartLock(env);
  await assertPortUsable(env.host, env.port);
  const stopping = new AbortController();
  const log = await openLogFile(path.join(env.dataFolder, 'log'));
  const installation = new Installation(env, io, log, stopping.signal);
  const asked = onStopSignals({
    first: () => {
      io.out('Stopping ... (Ctrl-C again: at once)');
      stopping.abort();
    },
    second: () => void installation.stopByForce().finally(() => process.exit(130)),
  });
  try {
    await installation.start();
    await asked;
    return 0;
  } finally {
    stopping.abort();
    await installation.stop();
    await lock.release();
    if (asked.isAsked()) io.out('Stopped.');
  }
}
