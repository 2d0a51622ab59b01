import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { chooseAccount, giveTo } from '../../../lib/db/embedded/account.ts';
import { freePort } from '../../bench/attack/free-port.ts';
import { until } from '../../bench/executor/until.ts';

const BIN = '/usr/lib/postgresql/15/bin';

/** Why there is no PostgreSQL 15 of Debian here; null: there is one. */
export const missingPostgres: string | null = fs.existsSync(path.join(BIN, 'pg_basebackup'))
  ? null
  : 'PostgreSQL 15 of Debian is not installed (apt-get install postgresql-15)';

const account = chooseAccount();

/** Without blocking this process, which forwards what the program reads. */
async function run(program: string, args: string[]): Promise<void> {
  await promisify(execFile)(path.join(BIN, program), args, { ...account, cwd: '/' });
}

/** A PostgreSQL 15 in a folder of its own. Whoever reaches its port is its administrator. */
export class DebianPostgres {
  private child: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** A new, empty one. `folder` must not exist. */
  static async create(folder: string): Promise<DebianPostgres> {
    makeFolder(folder);
    await run('initdb', ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
    const server = new DebianPostgres(folder, await freePort());
    await server.start();
    return server;
  }

  /** A standby that follows the server at `port` of this machine. */
  static async follow(folder: string, port: number): Promise<DebianPostgres> {
    makeFolder(folder);
    const from = `host=127.0.0.1 port=${port} user=postgres application_name=standby`;
    await run('pg_basebackup', ['-D', folder, '-d', from, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']);
    const server = new DebianPostgres(folder, await freePort());
    await server.start();
    return server;
  }

  url(database: string): string {
    return `postgresql://postgres@127.0.0.1:${this.port}/${database}`;
  }

  /** One statement, as administrator. */
  async query(text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url('postgres') });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Every commit waits for the standby from now on. */
  async waitForStandby(): Promise<void> {
    await this.query("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
    await this.query('SELECT pg_reload_conf()');
    await until('the standby is synchronous', async () => {
      const rows = await this.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
      return rows.length > 0 || null;
    });
  }

  /** Resolves when this standby has everything that the other server has now. */
  async catchUp(primary: DebianPostgres): Promise<void> {
    const [row] = await primary.query('SELECT pg_current_wal_lsn()::text AS lsn');
    await until('the standby has caught up', async () => {
      const [seen] = await this.query(
        `SELECT pg_last_wal_replay_lsn() >= '${String(row?.lsn)}' AS "isThere"`,
      );
      return seen?.isThere === true || null;
    });
  }

  /** Makes a primary of this standby. */
  async promote(): Promise<void> {
    await this.query('SELECT pg_promote()');
  }

  /** As by a power cut. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGQUIT'); // its processes end at once, without a checkpoint
    await ended;
  }

  private async start(): Promise<void> {
    const log = fs.openSync(`${this.folder}.log`, 'a');
    const settings = {
      port: String(this.port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'off',
      max_connections: '200',
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.child = spawn(path.join(BIN, 'postgres'), ['-D', this.folder, ...flags], {
      ...account,
      cwd: this.folder,
      stdio: ['ignore', log, log],
    });
    await until(`PostgreSQL accepts connections (${this.folder}.log)`, () =>
      this.query('SELECT 1').catch(() => null),
    );
  }
}

function makeFolder(folder: string): void {
  fs.mkdirSync(folder);
  giveTo(account, folder, 0o700);
}
