import { addUser } from '../../../lib/services/users/add-user.ts';
import { person, signInAt } from '../attack/person.ts';
import { WebProcess } from '../attack/web-process.ts';
import { type BenchServer, openBenchServer } from '../executor/bench-server.ts';

/** The built console with a database and a worker of its own, and a session in it. */
export interface BenchConsole<Stored> {
  origin: string;
  cookie: string;
  server: BenchServer;
  stored: Stored;
}

/** Runs with a console over what `store` stores, and removes everything afterwards. */
export async function withConsole<Stored, T>(
  store: (server: BenchServer) => Promise<Stored>,
  work: (console: BenchConsole<Stored>) => Promise<T>,
): Promise<T> {
  const server = await openBenchServer();
  try {
    await addUser({ ctx: server.ctx, input: { ...person, name: 'Bench', role: 'administrator' } });
    const stored = await store(server);
    const web = await WebProcess.start(server.url, server.folder, { BALLAST_TRUSTED_PROXIES: '127.0.0.1' });
    try {
      const { status, cookie } = await signInAt(web.origin, person, '192.0.2.1');
      if (status !== 200) throw new Error(`the bench could not sign in (${status})`);
      return await work({ origin: web.origin, cookie, server, stored });
    } finally {
      await web.stop();
    }
  } finally {
    await server.close();
  }
}
