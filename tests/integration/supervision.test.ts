import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { SupervisedChild } from '../../bin/start/child.ts';
import { PostgresGuard } from '../../bin/start/postgres-guard.ts';
import { withServer } from '../../bin/with-database.ts';
import {
  isEmbeddedPostgresAlive,
  startEmbeddedPostgres,
  stopEmbeddedPostgres,
} from '../../lib/db/embedded/postgres.ts';

const patience = { timeout: 170_000, interval: 50 };
const isAlive = (pid: number) => fs.existsSync(`/proc/${pid}`);

describe('a process of Ballast', () => {
  const said: string[] = [];
  const lines: string[] = [];
  const logged: [string, string][] = [];
  let child: SupervisedChild | null = null;
  const run = (script: string, isVital = false) => {
    said.length = 0;
    lines.length = 0;
    child = new SupervisedChild(
      { name: 'test', args: ['-e', script], cwd: os.tmpdir(), env: process.env, isVital },
      {
        say: (line) => said.push(line),
        onPrint: (_, line) => lines.push(line),
        onLog: (part, line) => logged.push([part, line]),
      },
    );
    return child.start();
  };
  const pids = () => lines.map(Number);
  afterEach(() => child?.stop(true));

  test('is restarted if it was killed, and not if it was requested to stop', async () => {
    expect(await run('console.log(process.pid); process.send(1); setInterval(() => {}, 1000)')).toBe(null);
    await vi.waitFor(() => expect(pids()).toHaveLength(1), patience);
    process.kill(pids()[0] ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(pids()).toHaveLength(2), patience);
    expect(said).toEqual(['The test process has stopped (SIGKILL); starting it again in 1 s.']);
    await child?.stop(false);
    expect(pids().filter(isAlive)).toEqual([]);
    expect(said).toHaveLength(1);
  });

  test('has a channel for its log that nothing else writes to', async () => {
    const script = `
      console.log('printed');
      require('node:fs').writeSync(Number(process.env.BALLAST_LOG_FD), 'logged\\n');
      process.send(1); setInterval(() => {}, 1000)`;
    await run(script);
    await vi.waitFor(() => expect([lines, logged]).toEqual([['printed'], [['test', 'logged']]]), patience);
  });

  test('that is vital and cannot start is not restarted', async () => {
    expect(await run('process.exit(98)', true)).toBe(98);
    expect(said).toEqual([]);
  });

  test('is killed if it does not react to the request to stop', async () => {
    await run(
      `process.on('SIGTERM', () => {}); console.log(process.pid); process.send(1); setInterval(() => {}, 1000)`,
    );
    await vi.waitFor(() => expect(pids()).toHaveLength(1), patience);
    await child?.stop(false);
    expect(pids().filter(isAlive)).toEqual([]);
  });
});

describe('the embedded PostgreSQL', () => {
  const dataFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-guard-'));
  const folder = path.join(dataFolder, 'postgres');
  const io = {
    out: () => {},
    err: () => {},
    env: { BALLAST_DATA_DIR: dataFolder },
    stdin: Readable.from([]),
  };
  afterAll(async () => {
    await stopEmbeddedPostgres(folder);
    fs.rmSync(dataFolder, { recursive: true });
  });

  test('is started for a command, and stopped after it', async () => {
    expect(await withServer(io, async () => isEmbeddedPostgresAlive(folder))).toBe(true);
    expect(isEmbeddedPostgresAlive(folder)).toBe(false);
  });

  test('keeps running after a command if it was running before', async () => {
    const { pid } = await startEmbeddedPostgres(folder);
    await withServer(io, async () => undefined);
    expect(isAlive(pid)).toBe(true);
  });

  describe('with a supervisor', () => {
    const said: string[] = [];
    let guard: PostgresGuard;
    beforeAll(async () => {
      const { url } = await startEmbeddedPostgres(folder);
      const onMoved = async () => void said.push('moved');
      guard = new PostgresGuard(folder, url, { say: (line) => said.push(line), onMoved });
    });
    afterAll(() => guard.end());

    test('starts again on the same port after it was stopped', async () => {
      await stopEmbeddedPostgres(folder);
      await vi.waitFor(() => expect(said).toHaveLength(2), patience);
      expect(said).toEqual(['PostgreSQL has stopped; starting it again.', 'PostgreSQL runs again.']);
      expect(isEmbeddedPostgresAlive(folder)).toBe(true);
    });
  });
});
