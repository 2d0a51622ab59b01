import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import path from 'node:path';
import { present } from '../../../lib/model/present.ts';
import { freePort } from './free-port.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The web process as `npm start` runs it, on a separate port. */
export class WebProcess {
  private constructor(
    readonly origin: string,
    private readonly child: ChildProcess,
  ) {}

  /** `env`: additional settings besides the database. The console must be built. */
  static async start(url: string, folder: string, env: Record<string, string>): Promise<WebProcess> {
    const port = await freePort();
    const log = openSync(path.join(folder, 'web.log'), 'a');
    const child = spawn(process.execPath, ['--import', 'tsx', 'bin/web.ts'], {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        DATABASE_URL: url,
        HOST: '127.0.0.1',
        PORT: String(port),
        BALLAST_DATA_DIR: path.join(folder, 'data'),
        ...env,
      },
      stdio: ['ignore', log, log, 'ipc'],
    });
    const [said] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => [`ended with ${code}: see ${folder}/web.log`]),
    ]);
    if (said !== 'ready') throw new Error(`The web process did not start: ${String(said)}`);
    return new WebProcess(`http://127.0.0.1:${port}`, child);
  }

  get pid(): number {
    return present(this.child.pid, 'process');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** kill -9: its users see it end. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}
