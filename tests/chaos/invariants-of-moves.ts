import { z } from 'zod';
import type { WorldView } from '../../lib/drivers/simulator/client.ts';
import type { MigrationStatistics } from '../../lib/model/ports.ts';
import { isFinishedMove } from '../../lib/model/run.ts';
import { insist } from './promise.ts';

type WorldState = WorldView['state'];

/** Attempts of a move at one destination. */
const MAX_TRIES = 3;

export interface MoveRow {
  id: string;
  vmName: string;
  vmUuid: string;
  toHostId: string;
  kind: string;
  state: Parameters<typeof isFinishedMove>[0];
  code: string | null;
  tries: number;
  tried: unknown;
  durationMs: number | null;
  downtimeMs: number | null;
  bytes: bigint | null;
  seen: unknown;
}

/**
 * A move is done if and only if one of its own migrations was completed, and it then stores the statistics that the
 * hypervisor reported. If others have placed the VM by hand, the later observation decides, whatever the result of
 * the migration.
 */
export function checkMove(move: MoveRow, state: WorldState, isPlacedByHand: boolean): void {
  const name = `the move of ${move.vmName}`;
  insist(isFinishedMove(move.state), `${name} has not ended: it is ${move.state}`);
  if (move.kind === 'restart') checkRestarted(name, move);
  else checkCopied(name, move, state, isPlacedByHand);
}

function checkCopied(name: string, move: MoveRow, state: WorldState, isPlacedByHand: boolean): void {
  const own = [...state.finished].filter(([id]) => id.startsWith(move.id)).map(([, { end }]) => end);
  const completed = own.filter((end) => end.outcome === 'completed');
  insist(completed.length <= 1 || isPlacedByHand, `${completed.length} migrations of ${name} were completed`);
  if (move.state === 'done') {
    checkSeen(name, move);
    insist(completed.length === 1 || isPlacedByHand, `${name} is done, and no migration was completed`);
    if (!isPlacedByHand) for (const { statistics } of completed) checkRecord(name, move, statistics);
  } else {
    insist(
      completed.length === 0 || isPlacedByHand,
      `${name} is ${move.state} (${move.code}), and its migration was completed`,
    );
  }
  checkTries(name, move);
  if (move.state === 'failed' || move.state === 'skipped')
    insist(move.code !== null, `${name} is ${move.state} without a reason`);
}

/**
 * A VM of a dead host that was started elsewhere: nothing was copied, and it was seen there. Its former host may be back
 * meanwhile, with the stopped copy that a person removes.
 */
function checkRestarted(name: string, move: MoveRow): void {
  if (move.state === 'done') checkSeen(name, move, ['stopped']);
  else if (move.state !== 'cancelled')
    insist(move.code !== null, `${name} is ${move.state} without a reason`);
  checkTries(name, move);
}

/** The number of attempts at each destination is limited, and a destination that was given up is not tried again. */
function checkTries(name: string, move: MoveRow): void {
  const given = z.array(z.object({ tries: z.number(), hostId: z.string() })).parse(move.tried);
  const counts = [0, ...given.map(({ tries }) => tries), move.tries];
  const most = Math.max(...counts.slice(1).map((tries, i) => tries - (counts[i] ?? 0)));
  insist(most <= MAX_TRIES, `${name} was tried ${most} times at one destination`);
  insist(new Set(given.map(({ hostId }) => hostId)).size === given.length, `${name} came back to a refusal`);
}

const placesOf = (move: MoveRow) =>
  z.array(z.object({ hostId: z.string(), state: z.string() })).parse(move.seen);

/** `besides`: what other hosts may have of the VM. */
function checkSeen(name: string, move: MoveRow, besides: readonly string[] = []): void {
  const seen = placesOf(move);
  const alive = seen.filter(({ state }) => state !== 'absent' && state !== 'unreachable');
  const others = alive.filter(({ hostId }) => hostId !== move.toHostId);
  insist(
    alive.length === others.length + 1 && others.every(({ state }) => besides.includes(state)),
    `${name} is done, and was seen as ${JSON.stringify(seen)}`,
  );
}

/** What only its source knew is empty if that is off. */
function checkRecord(name: string, move: MoveRow, said: MigrationStatistics): void {
  const recorded = [move.durationMs, move.downtimeMs, move.bytes === null ? null : Number(move.bytes)];
  const isSourceOff = placesOf(move).some(({ state }) => state === 'unreachable');
  const isLost = isSourceOff && recorded.every((value) => value === null);
  const reported = [said.elapsedMs, said.downtimeMs, said.bytesProcessed];
  insist(
    isLost || recorded.every((value, i) => value === reported[i]),
    `${name} is recorded with ${recorded}, and the hypervisor said ${reported}`,
  );
}
