import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commandsFrom } from '../../../lib/platform/commands-file.ts';
import { startPatchRun } from '../../../lib/services/patches/start-patch-run.ts';
import { withTestDatabase } from '../../integration/support/database.ts';
import { whyNoLab } from '../create-lab.ts';
import { nowMs } from '../witness.ts';
import { openStage, type Stage, until } from './stage.ts';

/** Uses real sshd, libvirt, QEMU, worker and PostgreSQL. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`No patch run in the lab. ${reason}`);

const GUESTS = ['web', 'app'];

/** A host of the lab cannot restart its kernel: it gets another boot id, and its libvirtd starts again. */
const RESTART = [
  'echo updated',
  'cat /proc/sys/kernel/random/uuid >/run/boot-id.$$',
  'mount --bind /run/boot-id.$$ /proc/sys/kernel/random/boot_id',
  'kill -9 $(pidof libvirtd)',
].join(' && ');

describe.skipIf(reason)('a patch run over three hosts', { timeout: 600_000 }, () => {
  const database = withTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'ballast-commands-'));
  const file = join(folder, 'commands.json');
  let stage: Stage;

  beforeAll(async () => {
    const steps = [{ name: 'restart', command: RESTART, timeoutSeconds: 60, returnSeconds: 120 }];
    writeFileSync(file, JSON.stringify({ steps }));
    chmodSync(file, 0o600);
    vi.stubEnv('BALLAST_COMMANDS_FILE', file);
    stage = await openStage({
      url: database.url,
      db: database.db,
      guests: GUESTS.map((name) => ({ name, memoryMiB: 96 })),
      name: 'patch',
      hosts: 3,
      addressOf: (lab, host) => ({ uri: lab.sshUri(host), peerUri: lab.peerUri(host, 'ssh') }),
    });
  }, 600_000);

  afterAll(async () => {
    await stage?.close();
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('empties each, runs the command over SSH, waits for its new boot id, and brings the guests back', async () => {
    const { db } = database;
    const cluster = await db.cluster.findFirstOrThrow({ include: { hosts: true } });
    const fromMs = nowMs();
    const places = async () => (await stage.lab.guests()).filter(({ state }) => state === 'running');
    const before = await places();
    const { patchRunId } = await startPatchRun({
      ctx: { ...stage.ctx, commands: commandsFrom(file) },
      input: {
        clusterId: cluster.id,
        hostIds: cluster.hosts.map(({ id }) => id),
        step: 'command',
        stepName: 'restart',
      },
    });
    const read = () =>
      db.patchRun.findUniqueOrThrow({
        where: { id: patchRunId },
        include: { hosts: { orderBy: { sequence: 'asc' } } },
      });
    for (const sequence of [0, 1, 2]) {
      const host = await until(`host ${sequence + 1} is patched`, async () => {
        const { state, hosts } = await read();
        const found = hosts[sequence];
        if (state === 'stopped') throw new Error(JSON.stringify(hosts));
        return found?.phase === 'done' ? found : null;
      });
      const [took = '?', step = '?'] = [
        [host.evacuatingAt, host.finishedAt],
        [host.steppingAt, host.returnedAt],
      ].map(([from, to]) => ((Number(to) - Number(from)) / 1000).toFixed(1));
      console.log(`${host.name}: ${took} s, of which its step ${step} s; ${host.output}`);
      expect(host.bootAfter).not.toBe(host.bootBefore);
      expect(host.output).toBe('updated');
    }
    expect(
      await until('the run ends', async () => ((await read()).finishedAt ? read() : null)),
    ).toMatchObject({ state: 'succeeded' });
    expect(await places()).toEqual(before);
    for (const guest of GUESTS) {
      const report = stage.witness.report(guest, { fromMs });
      expect(report, `${guest} went on`).toMatchObject({ wentOn: true, memoryErrors: 0 });
      expect(report.bootIds).toHaveLength(1);
    }
  });
});
