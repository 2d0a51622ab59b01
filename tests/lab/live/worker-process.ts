import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { memorySettings, workerArguments } from '../../../bin/project.ts';

const root = join(import.meta.dirname, '../../..');

/** A real worker in its own process, as `npm start` runs it. It reports when it is ready. */
export class WorkerProcess {
  #child: ChildProcess | null = null;

  constructor(
    private readonly databaseUrl: string,
    private readonly folder: string,
  ) {}

  async start(): Promise<void> {
    const log = openSync(join(this.folder, 'worker.log'), 'a');
    const env = {
      ...memorySettings,
      ...process.env,
      DATABASE_URL: this.databaseUrl,
      BALLAST_DATA_DIR: join(this.folder, 'data'),
      LOG_LEVEL: 'info',
    };
    const child = spawn(process.execPath, workerArguments, {
      cwd: root,
      env,
      stdio: ['ignore', log, log, 'ipc'],
    });
    this.#child = child;
    const [said] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => [`ended with ${code}: see ${this.folder}/worker.log`]),
    ]);
    if (said !== 'ready') throw new Error(`The worker did not start: ${String(said)}`);
  }

  /** Null unless it runs. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** kill -9: the worker cannot finish its work or notify anybody. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
