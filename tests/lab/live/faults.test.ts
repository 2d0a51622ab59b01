import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelRun } from '../../../lib/services/runs/cancel-run.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { whyNoLab } from '../create-lab.ts';
import { type MoveUnderTest, openStage, type Stage } from './stage.ts';

/**
 * Real faults against the real executor: a worker in its own process, PostgreSQL, libvirt and QEMU. The guests'
 * heartbeats show whether anything was stopped or restarted, and Ballast's own records must agree with them.
 */
const reason = whyNoLab();
if (reason) console.warn(`Real faults are not tried. ${reason}`);

/** A bandwidth limit (MiB/s) at which half of a guest's 128 MiB takes several seconds. */
const SLOW = 10;
/** The maximum silence during a fault. A live move alone causes about 0.2 s, and more on a busy machine. */
const GAP_MS = 5000;
/** Longer than the copy. */
const HANGS_MS = 10_000;
const RESTLESS = { memoryMiB: 112, cpuPercent: 2, dirtyMiBps: 24, workingSetMiB: 32 };

describe.skipIf(reason)('real faults', { timeout: 120_000 }, () => {
  const database = withTestDatabase();
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage({
      url: database.url,
      db: database.db,
      guests: [
        { name: 'web', memoryMiB: 128, cpuPercent: 5, dirtyMiBps: 2, workingSetMiB: 8 },
        ...['given-up', 'quickened', 'handed-over', 'throttled'].map((name) => ({ name, ...RESTLESS })),
      ],
    });
    await stage.set({ stallSeconds: 5, movesPerHost: 8, maxTries: 1 });
  }, 600_000);

  afterAll(async () => {
    await stage?.close();
  }, 60_000);

  const beginWeb = () => stage.begin('web', { bandwidthCapMiBps: SLOW });

  it('after a kill of the worker, the next worker adopts the migration and ends it, without starting another one', async () => {
    const move = await beginWeb();
    await move.copying();
    await stage.worker.kill();
    const job = await stage.lab.virsh(move.from, ['domjobinfo', 'web', '--rawstats']);
    expect(job).toMatch(/operation: 5/); // the migration continues without Ballast
    await stage.worker.start();
    expect(await move.ended()).toMatchObject({ state: 'done', tries: 1 });
    await move.assertWentOn(move.to, GAP_MS);
  });

  it('after a kill of QEMU at the destination, the guest continues and the second attempt succeeds', async () => {
    await stage.set({ maxTries: 2 });
    const move = await beginWeb();
    await move.copying();
    await stage.lab.faults.killGuestProcess(move.to, 'web');
    const failed = await move.until('it waits for another try', (seen) => seen.state === 'pending');
    expect(failed.code).toBe('destination-lost');
    expect(await move.ended()).toMatchObject({ state: 'done', tries: 2 });
    await move.assertWentOn(move.to, GAP_MS);
    await stage.set({ maxTries: 1 });
  });

  it('after a kill of libvirtd at the destination, the guest continues at the source', async () => {
    const move = await beginWeb();
    await move.copying();
    await stage.lab.faults.stopDaemon(move.to);
    await stage.lab.faults.startDaemon(move.to);
    const end = await move.ended();
    expect(end.state).toBe('failed');
    expect(['destination-lost', 'migration-failed']).toContain(end.code);
    await move.assertWentOn(move.from, GAP_MS);
  });

  it('during a restart of libvirtd at the source, the move is unknown and the guest continues', async () => {
    const move = await beginWeb();
    await move.copying();
    await stage.lab.faults.stopDaemon(move.from);
    const lost = await move.until('nobody knows', (seen) => seen.state === 'unknown');
    expect(lost.code).toBe('host-unreachable');
    await stage.lab.faults.startDaemon(move.from);
    const end = await move.ended();
    await move.assertWentOn(end.state === 'done' ? move.to : move.from, GAP_MS);
  });

  it('while libvirtd at the source hangs, the copied guest is paused, and it continues afterwards', async () => {
    const move = await beginWeb();
    await move.copying();
    await stage.lab.faults.freezeDaemon(move.from);
    await sleep(HANGS_MS);
    await stage.lab.faults.thawDaemon(move.from);
    const end = await move.ended();
    await move.assertWentOn(end.state === 'done' ? move.to : move.from, HANGS_MS + GAP_MS);
  });

  it('when the link between the hosts is cut, the guest continues at the source', async () => {
    const move = await beginWeb();
    await move.copying();
    await stage.lab.faults.cutLink(move.to);
    const end = await move.ended();
    await stage.lab.faults.joinLink(move.to);
    expect(end.state).toBe('failed');
    expect(['stalled', 'destination-lost', 'migration-failed']).toContain(end.code);
    await move.assertWentOn(move.from, GAP_MS);
  });

  it('after a cancellation, the guest continues at the source', async () => {
    const move = await beginWeb();
    await move.copying();
    await cancelRun({ ctx: stage.ctx, input: { runId: move.runId } });
    expect(await move.ended()).toMatchObject({ state: 'cancelled' });
    await move.assertWentOn(move.from, GAP_MS);
  });

  describe('a guest that writes faster than it is copied', () => {
    let givenUp: MoveUnderTest;
    let quickened: MoveUnderTest;
    let handedOver: MoveUnderTest;
    let throttled: MoveUnderTest;

    beforeAll(async () => {
      const begin = (name: string, onStall: 'cancel' | 'quick' | 'post-copy' | 'throttle') =>
        stage.begin(name, { bandwidthCapMiBps: SLOW, targetPauseMs: 50, onStall });
      givenUp = await begin('given-up', 'cancel');
      quickened = await begin('quickened', 'quick');
      handedOver = await begin('handed-over', 'post-copy');
      throttled = await begin('throttled', 'throttle');
    }, 120_000);

    it('continues at the source if the move is given up', async () => {
      expect(await givenUp.ended()).toMatchObject({ state: 'failed', code: 'stalled' });
      await givenUp.assertWentOn(givenUp.from, GAP_MS);
    });

    it('is paused while the rest is copied, and continues at the destination', async () => {
      expect(await quickened.ended()).toMatchObject({ state: 'done', stallAction: 'quick' });
      await quickened.assertWentOn(quickened.to, 15_000);
    });

    it('switches to post-copy and continues at the destination', async () => {
      expect(await handedOver.ended()).toMatchObject({ state: 'done', stallAction: 'post-copy' });
      await handedOver.assertWentOn(handedOver.to, GAP_MS);
    });

    it('is throttled, and the move either succeeds or is given up and the throttle removed', async () => {
      const end = await throttled.ended();
      const most = Math.max(...end.track.map((row) => row.throttlePercent ?? 0));
      console.log(`throttled: by up to ${most} %`);
      expect(most).toBeGreaterThan(0);
      if (end.state !== 'done') expect(end).toMatchObject({ state: 'failed', code: 'stalled' });
      await throttled.assertWentOn(end.state === 'done' ? throttled.to : throttled.from, GAP_MS);
    });
  });
});
