import { once } from 'node:events';
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { Policy } from '../model/policy.ts';
import { Snapshot } from '../model/snapshot.ts';
import type { PlanQuestion } from '../services/planning/planning-tasks.ts';
import { PlannerPool } from './planner-pool.ts';
import { startPlanningThread } from './start-thread.ts';

const GIB = 1024;
const previewOnly = { isOrdered: false };

/** 400 VMs on one of two hosts. The other host has memory for all but a few of them. */
function crowd(hostId = 'full'): PlanQuestion {
  const memoryMiB = (index: number) => 2 * GIB * (1 + (index % 3));
  const all = Array.from({ length: 400 }, (_, i) => memoryMiB(i)).reduce((sum, each) => sum + each, 0);
  const snapshot = Snapshot.parse({
    hosts: [
      { id: 'full', cpuMhz: 200_000, memoryMiB: all },
      { id: 'other', cpuMhz: 200_000, memoryMiB: Math.ceil(all * 0.9) },
    ],
    vms: Array.from({ length: 400 }, (_, i) => ({
      id: `vm-${i}`,
      hostId: 'full',
      memoryMiB: memoryMiB(i),
      demand: { cpuMhz: 26 },
    })),
  });
  return {
    intent: { kind: 'evacuate', hostIds: [hostId], moveKind: 'automatic' },
    snapshot,
    policy: Policy.parse({}),
    usualMhz: new Map(),
    expected: null,
    limits: { movesPerCluster: null, movesPerNetwork: null, networks: new Map() },
  };
}

/** A thread that returns its input. It never answers for the host `never`, and exits for the host `end`. */
const startEcho = (): Worker =>
  new Worker(
    `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ question }) => {
      if (question.intent.hostIds[0] === 'end') process.exit(3);
      if (question.intent.hostIds[0] !== 'never') parentPort.postMessage({ ok: true, value: question.intent });
    });`,
    { eval: true },
  );

it('keeps the process responsive while an evacuation of 400 VMs is planned', async () => {
  const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  let isPlanned = false;
  const plan = new PlannerPool(startPlanningThread).plannerFor()('plan', crowd(), previewOnly);
  const planned = plan.then(() => {
    isPlanned = true;
  });
  expect(await (await fetch(`http://127.0.0.1:${port}/api/health`)).text()).toBe('ok');
  expect(isPlanned).toBe(false);
  await planned;
  const { moves, complete } = (await plan).plan;
  expect(complete).toBe(false);
  expect(moves.length).toBeGreaterThan(300);
  server.close();
});

it('passes on errors of the engine, with code and facts', async () => {
  const planner = new PlannerPool(startPlanningThread).plannerFor();
  const failure = { code: 'host-not-found', facts: { host: 'none' } };
  await expect(planner('plan', crowd('none'), previewOnly)).rejects.toMatchObject(failure);
});

it('uses two threads, and drops cancelled requests before and after they start', async () => {
  const pool = new PlannerPool(startEcho);
  const gone = [new AbortController(), new AbortController(), new AbortController()];
  const asked = gone.map(({ signal }) => pool.plannerFor(signal)('plan', crowd('never'), previewOnly));
  const ends = asked.map((each) => expect(each).rejects.toMatchObject({ code: 'request-ended' }));
  const last = pool.plannerFor()('plan', crowd('last'), previewOnly);
  expect(pool.load).toEqual({ waiting: 2, threads: 2 });
  gone[2]?.abort(); // it is still waiting for a thread
  expect(pool.load).toEqual({ waiting: 1, threads: 2 });
  gone[0]?.abort(); // its thread is stopped, and a new one is free for the last request
  expect(pool.load).toEqual({ waiting: 0, threads: 2 });
  expect(await last).toMatchObject({ hostIds: ['last'] });
  gone[1]?.abort();
  expect(pool.load.threads).toBe(1);
  await Promise.all(ends);
  const late = pool.plannerFor(AbortSignal.abort())('plan', crowd('late'), previewOnly);
  await expect(late).rejects.toMatchObject({ code: 'request-ended' });
});

it('completes the plan of an order even if nobody waits for it', async () => {
  const pool = new PlannerPool(startEcho);
  const ordered = pool.plannerFor(AbortSignal.abort())('plan', crowd('ordered'), { isOrdered: true });
  expect(await ordered).toMatchObject({ hostIds: ['ordered'] });
});

it('continues with a new thread when one has died', async () => {
  const pool = new PlannerPool(startEcho);
  await expect(pool.plannerFor()('plan', crowd('end'), previewOnly)).rejects.toThrow(
    'ended before it had an answer',
  );
  expect(await pool.plannerFor()('plan', crowd('next'), previewOnly)).toMatchObject({ hostIds: ['next'] });
});
