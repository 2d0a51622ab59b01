/** A copy of memory in rounds, as QEMU makes it. */
export interface Copy {
  totalMiB: number;
  sentMiB: number;
  remainingMiB: number; // of this round
  round: number;
  roundSeconds: number; // so far
  isDone: boolean;
}

export interface CopySpeed {
  mibps: number; // of the way
  dirtyMiBps: number; // how fast the VM writes
  workingSetMiB: number; // it writes these again and again
}

/** A rest that can be copied within the pause. */
const PAUSE_SECONDS = 0.1;

export const beginCopy = (totalMiB: number): Copy => ({
  totalMiB,
  sentMiB: 0,
  remainingMiB: totalMiB,
  round: 1,
  roundSeconds: 0,
  isDone: false,
});

/** Copies for so many seconds. */
export function advanceCopy(copy: Copy, seconds: number, speed: CopySpeed): void {
  let left = seconds;
  while (!copy.isDone && left > 0) {
    const needed = copy.remainingMiB / speed.mibps;
    const spent = Math.min(left, needed);
    copy.sentMiB += spent * speed.mibps;
    copy.remainingMiB = Math.max(0, copy.remainingMiB - spent * speed.mibps);
    copy.roundSeconds += spent;
    left -= spent;
    if (spent < needed) return;
    endRound(copy, speed);
  }
}

function endRound(copy: Copy, { mibps, dirtyMiBps, workingSetMiB }: CopySpeed): void {
  const written = Math.min(workingSetMiB, dirtyMiBps * copy.roundSeconds);
  copy.round++;
  copy.roundSeconds = 0;
  if (written / mibps > PAUSE_SECONDS) copy.remainingMiB = written;
  else {
    copy.sentMiB += written;
    copy.remainingMiB = 0;
    copy.isDone = true;
  }
}
