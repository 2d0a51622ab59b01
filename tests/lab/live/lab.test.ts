import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLab, whyNoLab } from '../create-lab.ts';
import { nowMs, type Witness } from '../witness.ts';

/** Uses real libvirt and QEMU. Skipped with the reason if no lab can run. */
const reason = whyNoLab();
if (reason) console.warn(`The lab's own test is skipped. ${reason}`);

describe.skipIf(reason)('the lab', () => {
  const lab = createLab({ name: 'selftest', hosts: 2 });
  let witness: Witness;

  const places = async (name: string) =>
    (await lab.guests()).filter((guest) => guest.name === name).map(({ host, state }) => `${host} ${state}`);

  /** A move that is slow enough to interfere with. Resolves with virsh's error message, or 'moved'. */
  const moveSlowly = (name: string) =>
    lab
      .virsh('selftest-1', ['migrate', '--live', '--p2p', '--bandwidth', '16', name, lab.uri('selftest-2')])
      .then(() => 'moved')
      .catch((error: Error) => error.message);

  const untilBothList = async (name: string) => {
    while ((await places(name)).length < 2) await witness.waitFor(name);
  };

  beforeAll(async () => {
    await lab.down();
    await lab.up();
    witness = await lab.witness();
    await Promise.all([
      lab.addGuest({ name: 'calm', host: 'selftest-1' }),
      lab.addGuest({ name: 'busy', host: 'selftest-1', memoryMiB: 128, heartbeatMs: 50 }),
    ]);
    await lab.setLoad('busy', { cpuPercent: 5, dirtyMiBps: 8, workingSetMiB: 32 });
  }, 600_000);

  afterAll(async () => {
    witness?.close();
    await lab.down();
    expect(existsSync(lab.runDir)).toBe(false);
  }, 60_000);

  it('gives every guest the UUID that libvirt knows, and a different boot id', async () => {
    const guests = await lab.guests();
    for (const { name, host, uuid } of guests) {
      expect((await lab.virsh(host, ['domuuid', name])).trim()).toBe(uuid);
    }
    const bootIds = guests.map(({ name }) => witness.last(name)?.bootId);
    expect(new Set(bootIds).size).toBe(2);
  });

  it('is found in its current state when it is brought up again', async () => {
    const before = nowMs();
    await createLab({ name: 'selftest' }).up();
    expect(witness.report('calm', { fromMs: before }).wentOn).toBe(true);
    expect(await places('calm')).toEqual(['selftest-1 running']);
  });

  it('moves a busy guest intact: same boot, continuous uptime, uncorrupted memory', async () => {
    const fromMs = nowMs();
    expect(await lab.migrate('busy', 'selftest-2')).toBe('selftest-1');
    await witness.waitFor('busy');
    const report = witness.report('busy', { fromMs });
    expect(report).toMatchObject({ wentOn: true, memoryErrors: 0 });
    expect(report.bootIds).toHaveLength(1);
    expect(await places('busy')).toEqual(['selftest-2 running']);
    console.log(`live move of a busy guest: longest gap ${report.longestGapMs} ms`);
    await lab.migrate('busy', 'selftest-1');
  }, 60_000);

  it('keeps a guest at its source when the QEMU at the destination is killed', async () => {
    const fromMs = nowMs();
    const move = moveSlowly('busy');
    await untilBothList('busy');
    await lab.faults.killGuestProcess('selftest-2', 'busy');
    expect(await move).not.toBe('moved');
    await witness.waitFor('busy');
    expect(await places('busy')).toEqual(['selftest-1 running']);
    expect(witness.report('busy', { fromMs })).toMatchObject({ wentOn: true, memoryErrors: 0 });
  }, 60_000);

  it('keeps a daemon down until it is started again, while guests continue', async () => {
    const fromMs = nowMs();
    await lab.faults.stopDaemon('selftest-1');
    expect(await lab.isAnswering('selftest-1')).toBe(false);
    expect(await lab.guests()).toEqual([]);
    await witness.waitFor('calm');
    await lab.faults.startDaemon('selftest-1');
    expect(await places('calm')).toEqual(['selftest-1 running']);
    expect(witness.report('calm', { fromMs }).wentOn).toBe(true);
  }, 60_000);

  it('detects a restart of a guest', async () => {
    const fromMs = nowMs();
    await lab.virsh('selftest-1', ['destroy', 'calm']);
    await lab.virsh('selftest-1', ['start', 'calm']);
    await witness.waitFor('calm');
    const report = witness.report('calm', { fromMs });
    expect(report.wentOn).toBe(false);
    expect(report.bootIds).toHaveLength(2);
    await lab.removeGuest('calm');
    expect(await places('calm')).toEqual([]);
  }, 60_000);
});
