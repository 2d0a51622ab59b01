import type { HypervisorDriver, Placement, PlacementState } from '../../model/ports.ts';
import type { MoveRow } from './read-run-state.ts';

/** What both hosts of a move report about its VM. */
export interface Seen {
  source: PlacementState;
  destination: PlacementState;
  placements: Placement[];
}

/**
 * Reads both hosts of a move. A host that does not answer is `unreachable`; one that is proved to be off (`offHostIds`) has no VM that
 * runs.
 */
export async function locate(
  driver: HypervisorDriver,
  move: MoveRow,
  offHostIds: ReadonlySet<string> = NONE,
): Promise<Seen> {
  const { fromHostId, toHostId } = move;
  const placements = await driver.locateVm(move.vmUuid, [fromHostId, toHostId]);
  const stateAt = (hostId: string): PlacementState => {
    const state = placements.find((each) => each.hostId === hostId)?.state ?? 'unreachable';
    return state === 'unreachable' && offHostIds.has(hostId) ? 'absent' : state;
  };
  return { source: stateAt(fromHostId), destination: stateAt(toHostId), placements };
}

const NONE: ReadonlySet<string> = new Set();

/** The evaluation of both reports: `wait` and read again, or how the move has ended. */
export type Verdict = 'done' | 'wait' | 'stayed' | 'unreadable' | 'two-copies' | 'vm-gone';

export const isAlive = (state: PlacementState): boolean => state === 'running' || state === 'paused';

/**
 * Where the VM is, from the reports of both hosts. If the source reports that the job failed and that the VM runs
 * there, that is enough even if the destination does not answer: only the source can hand over memory.
 */
export function judgePlacement(
  source: PlacementState,
  destination: PlacementState,
  hasFailedAtSource: boolean,
): Verdict {
  if (destination === 'unreachable' && hasFailedAtSource && isAlive(source)) return 'stayed';
  if (source === 'unreachable' || destination === 'unreachable') return 'unreadable';
  if (isAlive(source) && isAlive(destination)) return 'two-copies';
  if (source === 'incoming') return 'wait'; // handed over by post-copy, and not all of its memory has followed
  if (isAlive(destination)) return 'done';
  if (destination === 'incoming') return 'wait';
  if (isAlive(source)) return 'stayed';
  if (source === 'absent' && destination === 'stopped') return 'done';
  if (source === 'stopped') return 'stayed';
  return 'vm-gone';
}

/**
 * The same for a restart, whose source is dead: only the destination counts, unless the source answers and runs the VM too.
 * `stayed`: it does not run there (yet).
 */
export function judgeRestart({ source, destination }: Pick<Seen, 'source' | 'destination'>): Verdict {
  if (destination === 'unreachable') return 'unreadable';
  if (!isAlive(destination)) return 'stayed';
  return isAlive(source) ? 'two-copies' : 'done';
}

/**
 * Whether a move may be started once more: the VM is at the source, and the destination was read and does not run it.
 */
export function isAtSourceOnly({ source, destination }: Seen): boolean {
  if (isAlive(source)) return destination === 'absent' || destination === 'stopped';
  return source === 'stopped' && destination === 'absent';
}
