import type { Database } from '../../../lib/db/client.ts';
import { JUMP_SECONDS } from './hands.ts';

const HOUR_MS = 3_600_000;
const JUMP_MS = JUMP_SECONDS * 1000;

/** An automatic move that has begun, at the times of the world. */
export interface PlayedMove {
  id: string;
  vmId: string | null;
  vmName: string;
  runId: string | null;
  state: string;
  fromHostId: string;
  toHostId: string;
  bytes: number; // sent; 0: it did not end well
  startedAt: Date;
  finishedAt: Date | null;
}

/** Reads moves with the times at which they really were: those that are stored while Ballast's clock is ahead are not. */
export function createMoveBook(db: Database, clusterId: string) {
  const startedAhead = new Set<string>();
  const finishedAhead = new Set<string>();
  const idsAfter = async (column: 'startedAt' | 'finishedAt', at: Date): Promise<string[]> => {
    const rows = await db.move.findMany({
      where: { run: { clusterId }, [column]: { gt: at } },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  };
  return {
    /** Call it after each step in which the clock was ahead. `now`: in the world. */
    async noteAhead(now: Date): Promise<void> {
      const since = new Date(now.getTime() + JUMP_MS / 2);
      for (const id of await idsAfter('startedAt', since)) startedAhead.add(id);
      for (const id of await idsAfter('finishedAt', since)) finishedAhead.add(id);
    },
    async read(): Promise<PlayedMove[]> {
      const rows = await db.move.findMany({
        where: { run: { clusterId, isAutomatic: true }, startedAt: { not: null } },
      });
      const moves = rows.flatMap(({ startedAt, finishedAt, ...move }): PlayedMove[] =>
        startedAt === null
          ? []
          : [
              {
                ...move,
                bytes: Number(move.bytes ?? 0),
                startedAt: startedAhead.has(move.id) ? back(startedAt) : startedAt,
                finishedAt: finishedAt && finishedAhead.has(move.id) ? back(finishedAt) : finishedAt,
              },
            ],
      );
      return moves.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
    },
  };
}

const back = (at: Date): Date => new Date(at.getTime() - JUMP_MS);

/** The moves to a host that the VM had left less than an hour before. */
export function movesBack(moves: readonly PlayedMove[]): PlayedMove[] {
  const done = moves.filter(({ state }) => state === 'done');
  return done.filter((move) =>
    done.some(
      (before) =>
        before.vmId === move.vmId &&
        before.fromHostId === move.toHostId &&
        before.finishedAt !== null &&
        before.finishedAt <= move.startedAt &&
        move.startedAt.getTime() - before.finishedAt.getTime() < HOUR_MS,
    ),
  );
}
