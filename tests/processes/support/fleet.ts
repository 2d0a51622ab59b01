import fs from 'node:fs';
import path from 'node:path';
import type { Database } from '../../../lib/db/client.ts';
import { paths } from '../../../lib/model/paths.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import { addUser } from '../../../lib/services/users/add-user.ts';
import { person, signInAt } from '../../bench/attack/person.ts';
import { WebProcess } from '../../bench/attack/web-process.ts';
import { until } from '../../bench/executor/until.ts';
import { WorkerProcess } from '../../lab/live/worker-process.ts';

const SECRET = 'what all webs of one database share, for these tests';

/** The database as one process uses it: its sessions have the name of the process. */
function named(url: string, name: string): string {
  const own = new URL(url);
  own.searchParams.set('application_name', name);
  return own.href;
}

/** Workers and webs as real processes on one database. Those that are killed start again. */
export class Fleet {
  private readonly starting = new Map<string, Promise<void>>();
  private readonly workers = new Map<string, WorkerProcess>();
  private readonly webs = new Map<string, WebProcess>();
  private cookie = '';

  private constructor(
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** `url`: of a migrated database, as the role of the product. The console must be built if there are webs. */
  static async start(
    db: Database,
    { url, folder, workers, webs }: { url: string; folder: string; workers: number; webs: number },
  ): Promise<Fleet> {
    const fleet = new Fleet(url, folder);
    const actor = { kind: 'system', name: 'command line' } as const;
    const input = { ...person, name: 'Pat', role: 'administrator' } as const;
    if (webs > 0) await addUser({ ctx: { db, clock: systemClock, actor }, input });
    const names = [...numbered('worker', workers), ...numbered('web', webs)];
    await Promise.all(names.map((name) => fleet.begin(name)));
    const [first] = fleet.webs.values();
    if (first) fleet.cookie = (await signInAt(first.origin, person, '192.0.2.1')).cookie;
    return fleet;
  }

  get workerNames(): string[] {
    return [...this.workers.keys()];
  }

  get webNames(): string[] {
    return [...this.webs.keys()];
  }

  /** kill -9, and a new one in its place, which is not waited for. */
  async kill(name: string): Promise<void> {
    await this.starting.get(name);
    await (this.workers.get(name) ?? this.webs.get(name))?.kill();
    void this.begin(name);
  }

  /** Resolves when all of them are there again. Throws if one of them could not start. */
  async settle(): Promise<void> {
    await Promise.all(this.starting.values());
  }

  /** Whether a web answers a page of somebody who is signed in. */
  async answers(name: string, page = paths.overview()): Promise<boolean> {
    const origin = this.webs.get(name)?.origin;
    const headers = { cookie: this.cookie, 'x-forwarded-for': '192.0.2.1' };
    const answer = await fetch(`${origin}${page}`, { headers, redirect: 'manual' }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    return answer?.status === 200;
  }

  /** Resolves once a web has sent a browser a change, which it received from the database. */
  async hearsChange(name: string): Promise<void> {
    const origin = this.webs.get(name)?.origin;
    await until(`${name} tells of a change`, async () => {
      const over = AbortSignal.timeout(20_000); // a stream that has begun before the connection was back may be silent
      try {
        const headers = { cookie: this.cookie, 'x-forwarded-for': '192.0.2.1' };
        const answer = await fetch(`${origin}/api/events?host=all&sample=all`, { headers, signal: over });
        let text = '';
        for await (const chunk of answer.body ?? []) {
          text += new TextDecoder().decode(chunk);
          if (text.includes('event: change')) return true;
        }
      } catch {
        // the web is not there yet
      }
      return null;
    });
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.starting.values());
    await Promise.all([...this.workers.values(), ...this.webs.values()].map((each) => each.stop()));
  }

  private begin(name: string): Promise<void> {
    const begun = name.startsWith('web') ? this.beginWeb(name) : this.beginWorker(name);
    begun.catch(() => undefined); // `settle` throws it
    this.starting.set(name, begun);
    return begun;
  }

  private async beginWorker(name: string): Promise<void> {
    const worker = new WorkerProcess(named(this.url, name), this.folderOf(name));
    await worker.start();
    this.workers.set(name, worker);
  }

  private async beginWeb(name: string): Promise<void> {
    const env = { BALLAST_SECRET: SECRET, BALLAST_TRUSTED_PROXIES: '127.0.0.1' };
    this.webs.set(name, await WebProcess.start(named(this.url, name), this.folderOf(name), env));
  }

  private folderOf(name: string): string {
    const folder = path.join(this.folder, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  }
}

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
