import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type TestDatabase, withTestDatabase } from '../integration/support/database.ts';
import { WorkerProcess } from '../lab/live/worker-process.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-start-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** The heartbeat is the last thing that a worker writes before it is ready: its queue works already. */
async function onFirstHeartbeat({ db }: TestDatabase, statement: string): Promise<void> {
  await db.$executeRaw`CREATE SEQUENCE heartbeats`;
  await db.$executeRawUnsafe(`
    CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN IF nextval('heartbeats') = 1 THEN ${statement}; END IF; RETURN NEW; END $$`);
  await db.$executeRaw`CREATE TRIGGER disturb BEFORE INSERT ON worker_heartbeat EXECUTE FUNCTION disturb()`;
}

describe('a worker whose session is ended while it starts', () => {
  const database = withTestDatabase();
  it('begins again by itself', async () => {
    await onFirstHeartbeat(database, 'PERFORM pg_terminate_backend(pg_backend_pid())');
    const worker = new WorkerProcess(database.productUrl, folder);
    await worker.start();
    expect(await database.db.workerHeartbeat.count()).toBeGreaterThan(0);
    await worker.stop();
    expect(await database.db.workerHeartbeat.count()).toBe(0);
  });
});

describe('a worker that cannot start for another reason', () => {
  const database = withTestDatabase();
  it('ends with a message, so that its supervisor starts another', async () => {
    await onFirstHeartbeat(database, "RAISE 'disturbed'");
    const worker = new WorkerProcess(database.productUrl, folder);
    await expect(worker.start()).rejects.toThrow('ended with 1');
    expect(fs.readFileSync(path.join(folder, 'worker.log'), 'utf8')).toContain('disturbed');
    await worker.start(); // the next one finds nothing that would keep it from starting
    await worker.stop();
  });
});
