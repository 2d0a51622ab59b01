import { expect, it } from 'vitest';
import type { HypervisorDriver, PlacementState } from '../../lib/model/ports.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

/** What is reported when both hosts were read after a migration, and the VM is not simply at one of them. */

const database = withTestDatabase();

type Seen = [source: PlacementState, destination: PlacementState];

/** A migration from h1 to h2 that has failed. The hosts then report what `seen` returns for each time. */
async function afterFailure(seen: (seconds: number) => Seen) {
  const made = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: [simulatedVm('a', 'h1', { memoryMiB: 8192 })],
  });
  const { ctx, clock, driver, hostId, vmId } = made;
  const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
  const input = { runId };
  await advanceRun({ ctx, driver, input });
  const begunAt = clock.now().getTime();
  const odd: HypervisorDriver = {
    ...driver,
    readMigration: async () => ({
      phase: 'failed',
      code: 'migration-failed',
      scope: 'moment',
      message: '',
      facts: {},
    }),
    locateVm: async (_, hostIds) => {
      const [source, destination] = seen((clock.now().getTime() - begunAt) / 1000);
      return hostIds.map((id) => ({ hostId: id, state: id === hostId('h1') ? source : destination }));
    },
  };
  const move = () => ctx.db.move.findFirstOrThrow({ where: { runId } });
  const watchFor = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds * 2; i++) {
      clock.pass(0.5);
      if (await advanceRun({ ctx, driver: odd, input })) return;
    }
  };
  const vm = async () => ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('a') } });
  return { ...made, move, watchFor, vm };
}

it('an incomplete copy that stays at the destination is reported, and prevents a retry of the move', async () => {
  const { hostId, move, watchFor, vm } = await afterFailure(() => ['running', 'incoming']);
  await watchFor(30);
  expect(await move()).toMatchObject({ state: 'verifying' });
  await watchFor(120);
  expect(await move()).toMatchObject({
    state: 'failed',
    code: 'half-copy-left',
    facts: { vm: 'a', host: 'h1', destination: 'h2' },
    seen: [
      { hostId: hostId('h1'), state: 'running' },
      { hostId: hostId('h2'), state: 'incoming' },
    ],
  });
  expect(await vm()).toMatchObject({ hostId: hostId('h1') });
});

it('an incomplete copy that disappears after a while is ignored, and the move is retried', async () => {
  const { move, watchFor } = await afterFailure((s) => ['running', s < 20 ? 'incoming' : 'absent']);
  await watchFor(25);
  expect(await move()).toMatchObject({ state: 'pending', tries: 1, code: 'migration-failed' });
});

it('a VM that switched to post-copy and whose memory did not all follow is reported as broken', async () => {
  const { move, watchFor } = await afterFailure(() => ['incoming', 'running']);
  await watchFor(150);
  expect(await move()).toMatchObject({ state: 'failed', code: 'post-copy-broken' });
});

it('two running copies raise an alarm, which blocks the VM', async () => {
  const { ctx, hostId, vmId, move, watchFor, vm } = await afterFailure(() => ['running', 'running']);
  await watchFor(20);
  expect(await move()).toMatchObject({ state: 'failed', code: 'two-copies' });
  expect(await vm()).toMatchObject({ duplicateHostId: hostId('h2') });
  const again = { vmId: await vmId('a'), toHostId: hostId('h2') };
  await expect(migrateVm({ ctx, input: again })).rejects.toMatchObject({ code: 'two-copies' });
});

it('two hosts that were read a moment apart raise no alarm', async () => {
  const { hostId, move, watchFor, vm } = await afterFailure((s) => [s < 4 ? 'running' : 'absent', 'running']);
  await watchFor(20);
  expect(await move()).toMatchObject({ state: 'done' });
  expect(await vm()).toMatchObject({ hostId: hostId('h2'), duplicateHostId: null });
});

it('a VM that neither host has is reported as missing', async () => {
  const { move, watchFor } = await afterFailure(() => ['absent', 'absent']);
  await watchFor(20);
  expect(await move()).toMatchObject({ state: 'failed', code: 'vm-gone' });
});
