import { changeMoveState, type MoveChange } from '../../db/moves.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver, PlacementState } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { migrationRef } from './migration-ref.ts';
import type { MoveRow } from './read-run-state.ts';
import { becomeUnknown } from './watch-move.ts';

/** For how long a half-made copy may stay at the destination after the job has ended. */
const HALF_COPY_PATIENCE_MS = 60_000;

/** What both hosts say of the VM, judged: `wait` and look again, or how the move has ended. */
export type Verdict = 'done' | 'wait' | 'stayed' | 'unreadable' | 'two-copies' | 'vm-gone';

const isAlive = (state: PlacementState): boolean => state === 'running' || state === 'paused';

/**
 * Where the VM is, from what was read on both hosts. The source's own word that the job failed, together with the VM
 * running there, is enough although the destination does not answer: memory is handed over by the source or not at all.
 */
export function judgePlacement(
  source: PlacementState,
  destination: PlacementState,
  hasFailedAtSource: boolean,
): Verdict {
  if (destination === 'unreachable' && hasFailedAtSource && isAlive(source)) return 'stayed';
  if (source === 'unreachable' || destination === 'unreachable') return 'unreadable';
  if (isAlive(source) && isAlive(destination)) return 'two-copies';
  if (isAlive(destination)) return 'done';
  if (destination === 'incoming') return 'wait';
  if (isAlive(source)) return 'stayed';
  if (source === 'absent' && destination === 'stopped') return 'done';
  if (source === 'stopped') return 'stayed';
  return 'vm-gone';
}

/** Reads both hosts and records what was seen: a result is what was seen, never what was hoped for. */
export async function verifyMove(
  ctx: Context,
  driver: HypervisorDriver,
  move: MoveRow,
  isCancelled: boolean,
): Promise<void> {
  const ref = migrationRef(move);
  const seen = await driver.locateVm(move.vmUuid, [ref.sourceHostId, ref.destinationHostId]);
  const stateAt = (hostId: string): PlacementState =>
    seen.find((each) => each.hostId === hostId)?.state ?? 'unreachable';
  const source = stateAt(ref.sourceHostId);
  const destination = stateAt(ref.destinationHostId);
  const outcome = judgePlacement(source, destination, move.code !== null);
  const now = ctx.clock.now();
  const record: MoveChange = { seen: seen.map((each) => ({ ...each })), finishedAt: now };

  switch (outcome) {
    case 'done':
      return finishDone(ctx, move, now, record);
    case 'wait':
      return waitForHalfCopy(ctx, move, now, record);
    case 'unreadable': {
      const hostId = source === 'unreachable' ? ref.sourceHostId : ref.destinationHostId;
      const host = hostId === move.fromHostId ? move.fromHostName : move.toHostName;
      return becomeUnknown(
        ctx,
        move,
        new DriverError('host-unreachable', `${host} does not answer`, { host }),
      );
    }
    case 'stayed':
      return finishStayed(ctx, move, isCancelled, record);
    case 'two-copies':
      await ctx.db.$transaction(async (tx) => {
        const facts = { vm: move.vmName, host: move.fromHostName, destination: move.toHostName };
        if (!(await changeMoveState(tx, move, 'failed', { ...record, code: 'two-copies', facts }))) return;
        if (move.vmId)
          await tx.vm.update({ where: { id: move.vmId }, data: { duplicateHostId: move.toHostId } });
      });
      return;
    case 'vm-gone':
      await changeMoveState(ctx.db, move, 'failed', {
        ...record,
        code: 'vm-gone',
        facts: { vm: move.vmName },
      });
  }
}

async function finishDone(ctx: Context, move: MoveRow, now: Date, record: MoveChange): Promise<void> {
  const durationMs = move.durationMs ?? (move.startedAt ? now.getTime() - move.startedAt.getTime() : null);
  await ctx.db.$transaction(async (tx) => {
    const change = { ...record, durationMs, progressPercent: 100, code: null, message: null };
    if (!(await changeMoveState(tx, move, 'done', change))) return;
    if (move.vmId)
      await tx.vm.update({ where: { id: move.vmId }, data: { hostId: move.toHostId, lastMigratedAt: now } });
  });
}

async function finishStayed(
  ctx: Context,
  move: MoveRow,
  isCancelled: boolean,
  record: MoveChange,
): Promise<void> {
  if (isCancelled && (move.code === null || move.code === 'migration-cancelled')) {
    await changeMoveState(ctx.db, move, 'cancelled', { ...record, code: 'cancelled' });
    return;
  }
  await changeMoveState(ctx.db, move, 'failed', { ...record, code: move.code ?? 'migration-failed' });
}

async function waitForHalfCopy(ctx: Context, move: MoveRow, now: Date, record: MoveChange): Promise<void> {
  const since = move.startedAt?.getTime() ?? now.getTime();
  const patienceMs = (move.durationMs ?? 0) + HALF_COPY_PATIENCE_MS + move.predictedSeconds * 1000;
  if (now.getTime() - since < patienceMs) return;
  await changeMoveState(ctx.db, move, 'failed', {
    ...record,
    code: 'half-copy-left',
    facts: { destination: move.toHostName },
  });
}

/** A move whose hosts could not be read: once both answer again it is watched and verified like any other. */
export async function resolveUnknown(ctx: Context, driver: HypervisorDriver, move: MoveRow): Promise<void> {
  const seen = await driver.locateVm(move.vmUuid, [move.fromHostId, move.toHostId]);
  if (seen.some((each) => each.state === 'unreachable')) return;
  await changeMoveState(ctx.db, move, 'migrating', { code: null, message: null });
}
