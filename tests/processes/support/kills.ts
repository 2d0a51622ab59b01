import fc from 'fast-check';
import type { Database } from '../../../lib/db/client.ts';
import type { Fleet } from './fleet.ts';

/** What is killed: a worker, a web, or a third of the connections of all processes, beginning with one of them. */
export type Kill = { what: 'worker' | 'web' | 'connections'; which: number };

const drawing = (count: number): fc.Arbitrary<Kill[]> =>
  fc.array(
    fc.record({
      what: fc.constantFrom('worker' as const, 'worker' as const, 'connections' as const, 'web' as const),
      which: fc.nat(30),
    }),
    { minLength: count, maxLength: count },
  );

/** The same kills in the same order for the same seed; each kind at least once if there are enough of them. */
export function drawKills(seed: number, count: number): Kill[] {
  return fc.sample(drawing(count), { seed, numRuns: 1 })[0] ?? [];
}

export async function carryOut(kill: Kill, fleet: Fleet, db: Database): Promise<void> {
  if (kill.what === 'connections') return killConnections(db, kill.which);
  const names = kill.what === 'worker' ? fleet.workerNames : fleet.webNames;
  const name = names[kill.which % names.length];
  if (name !== undefined) await fleet.kill(name);
}

/** Ends every third session of workers and webs, whatever it is doing, as an administrator of PostgreSQL can. */
async function killConnections(db: Database, from: number): Promise<void> {
  await db.$queryRaw`
    SELECT pg_terminate_backend(pid)::text FROM (
      SELECT pid, row_number() OVER (ORDER BY backend_start, pid) AS n FROM pg_stat_activity
      WHERE datname = current_database() AND application_name ~ '^(worker|web)-'
    ) AS session WHERE n % 3 = ${from % 3}`;
}
