import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { Database } from '../../../lib/db/client.ts';
import type { PolicyPatch } from '../../../lib/model/policy.ts';
import { isFinishedMove } from '../../../lib/model/run.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import { addCluster } from '../../../lib/services/clusters/add-cluster.ts';
import type { Context } from '../../../lib/services/context.ts';
import { type MigrateVmInput, migrateVm } from '../../../lib/services/orders/migrate-vm.ts';
import { sayPolicy } from '../../integration/support/say-policy.ts';
import { createLab, type Lab } from '../create-lab.ts';
import type { GuestSpec } from '../guest-domain.ts';
import { nowMs, type Witness } from '../witness.ts';
import { WorkerProcess } from './worker-process.ts';

const PATIENCE_MS = 90_000;
const STEP_MS = 150;

/** A lab in which Ballast carries out moves, with a real worker, a real database, and the guests' heartbeats. */
export interface Stage {
  lab: Lab;
  ctx: Context;
  worker: WorkerProcess;
  witness: Witness;
  set(said: PolicyPatch): Promise<void>;
  /** Requests a live move of a guest from its current host to the other host. */
  begin(guest: string, options: Partial<MigrateVmInput>): Promise<MoveUnderTest>;
  close(): Promise<void>;
}

type MoveNow = Awaited<ReturnType<typeof readMove>>;

/** A move that was requested from Ballast, and its guest. */
export interface MoveUnderTest {
  guest: string;
  from: string;
  to: string;
  runId: string;
  now(): Promise<MoveNow>;
  until(what: string, isMet: (move: MoveNow) => boolean): Promise<MoveNow>;
  /** Waits until memory is being copied. */
  copying(): Promise<MoveNow>;
  /** Waits for the end of the move, and prints the result. */
  ended(): Promise<MoveNow>;
  /** Asserts that the guest runs on this host only, and was never stopped, restarted or corrupted since the move began. */
  assertWentOn(host: string, longestGapMs: number): Promise<void>;
}

const readMove = (db: Database, runId: string) =>
  db.move.findFirstOrThrow({ where: { runId }, include: { run: true, track: true } });

export async function until<T>(what: string, read: () => Promise<T | null>): Promise<T> {
  for (const deadline = nowMs() + PATIENCE_MS; nowMs() < deadline; await sleep(STEP_MS)) {
    const answer = await read();
    if (answer !== null) return answer;
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s in vain: ${what}`);
}

const bySocket = (lab: Lab, host: string) => ({ uri: lab.uri(host), peerUri: lab.peerUri(host) });

export async function openStage(input: {
  url: string;
  db: Database;
  guests: ({ name: string } & Partial<GuestSpec>)[];
  /** The lab's name, and how Ballast and the other hosts reach a host; by default, sockets and TCP. */
  name?: string;
  addressOf?: (lab: Lab, host: string) => { uri: string; peerUri: string };
  hosts?: number; // 2 by default
}): Promise<Stage> {
  const { db } = input;
  const ctx: Context = { db, clock: systemClock, actor: { kind: 'system', name: 'command line' } };
  const { name = 'faults', addressOf = bySocket, hosts: count = 2 } = input;
  const lab = createLab({ name, hosts: count });
  await lab.down(); // leftovers of an interrupted run
  await lab.up();
  const [first = ''] = lab.hosts;
  await Promise.all(input.guests.map((guest) => lab.addGuest({ ...guest, host: first })));
  const witness = await lab.witness();
  const folder = mkdtempSync(join(tmpdir(), 'ballast-faults-'));
  const worker = new WorkerProcess(input.url, folder);
  const hosts = lab.hosts.map((host) => ({ name: host, ...addressOf(lab, host) }));
  const cluster = await addCluster({ ctx, input: { name, driver: 'libvirt', hosts } });
  await db.cluster.update({ where: { id: cluster.id }, data: { intervalSeconds: 3 } });
  vi.stubEnv('PATH', `${lab.console.bin}:${process.env.PATH}`); // the worker uses the virsh of the console
  await worker.start();
  vi.unstubAllEnvs();
  await until('Ballast has seen all guests twice', async () => {
    const vms = await db.vm.findMany({ where: { clusterId: cluster.id } });
    const isKnown = vms.length === input.guests.length && vms.every((vm) => vm.cores !== null);
    return isKnown ? true : null;
  });
  return {
    lab,
    ctx,
    worker,
    witness,
    set: (said) => sayPolicy(db, cluster.id, said),
    begin: (guest, options) => beginMove({ lab, ctx, witness }, guest, options),
    close: async () => {
      witness.close();
      await worker.stop();
      await lab.down();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function placesOf(lab: Lab, guest: string): Promise<string[]> {
  const guests = await lab.guests();
  return guests.filter((one) => one.name === guest).map(({ host, state }) => `${host} ${state}`);
}

async function beginMove(
  { lab, ctx, witness }: { lab: Lab; ctx: Context; witness: Witness },
  guest: string,
  options: Partial<MigrateVmInput>,
): Promise<MoveUnderTest> {
  const { db } = ctx;
  const from = (await lab.guests()).find((one) => one.name === guest && one.state === 'running')?.host ?? '';
  const to = lab.hosts.find((host) => host !== from) ?? '';
  const host = await db.host.findFirstOrThrow({ where: { name: to } });
  const fromMs = nowMs();
  // Ballast learns by observation where guests are, which takes a moment after a move or a fault
  const { runId } = await until(`Ballast takes the order to move ${guest}`, async () => {
    const vm = await db.vm.findFirstOrThrow({ where: { name: guest }, include: { host: true } });
    if (vm.host.name !== from) return null;
    const input = { vmId: vm.id, toHostId: host.id, kind: 'live' as const, ...options };
    return migrateVm({ ctx, input }).catch(() => null);
  });
  const now = () => readMove(db, runId);
  const untilMove: MoveUnderTest['until'] = (what, isMet) =>
    until(`${guest}: ${what}`, async () => {
      const move = await now();
      if (isMet(move)) return move;
      if (isFinishedMove(move.state)) throw new Error(`${guest}: ${move.state} ${move.code}, not: ${what}`);
      return null;
    });
  return {
    guest,
    from,
    to,
    runId,
    now,
    until: untilMove,
    copying: () =>
      untilMove(
        'memory is being copied',
        (move) =>
          move.state === 'migrating' &&
          ((move.progress as { bytesProcessed?: number } | null)?.bytesProcessed ?? 0) > 0,
      ),
    ended: async () => {
      const move = await until(`the move of ${guest} ends`, async () => {
        const seen = await now();
        return isFinishedMove(seen.state) && seen.run?.finishedAt ? seen : null;
      });
      const { state, code, tries, downtimeMs } = move;
      console.log(`${guest}: ${state} ${code ?? ''} after ${tries} tries, pause ${downtimeMs ?? '-'} ms`);
      return move;
    },
    assertWentOn: async (place, longestGapMs) => {
      await witness.waitFor(guest, undefined, 30);
      await until(`${guest} is on ${place} alone`, async () =>
        (await placesOf(lab, guest)).join() === `${place} running` ? true : null,
      );
      const report = witness.report(guest, { fromMs });
      console.log(
        `${guest}: longest silence ${report.longestGapMs} ms in ${Math.round((nowMs() - fromMs) / 1000)} s`,
      );
      expect(report, `${guest} went on`).toMatchObject({ wentOn: true, memoryErrors: 0 });
      expect(report.bootIds).toHaveLength(1);
      expect(report.longestGapMs).toBeLessThan(longestGapMs);
    },
  };
}
