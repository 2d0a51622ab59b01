import type { PatchHostRow } from '../../db/patch-runs.ts';

/** What a host spent its time on. wait: it was empty, and its step had not begun. */
export type BarKind = 'evacuate' | 'wait' | 'step' | 'return' | 'settle' | 'refill';

export interface PhaseBar {
  kind: BarKind;
  from: Date;
  to: Date;
}

/** The parts of a host's time so far, in order. A part lasts until the next one begins, the last one until the host ended or now. */
export function phaseBars(host: PatchHostRow, now: Date): PhaseBar[] {
  const begins: [BarKind, Date | null][] = [
    ['evacuate', host.evacuatingAt],
    ['wait', host.readyAt],
    ['step', host.steppingAt],
    ['return', host.returningAt],
    ['settle', host.returnedAt],
    ['refill', host.refillingAt],
  ];
  const known = begins.flatMap(([kind, from]) => (from === null ? [] : [{ kind, from }]));
  const end = host.finishedAt ?? now;
  return known
    .map(({ kind, from }, i) => ({ kind, from, to: known[i + 1]?.from ?? end }))
    .filter(({ from, to }) => to > from);
}

/** Since when a host is in the part that its forecast knows: emptying, own step with restart, and what follows. */
export const sinceOf = ({ evacuatingAt, readyAt, returnedAt, phase }: PatchHostRow): Date | null => {
  switch (phase) {
    case 'evacuating':
      return evacuatingAt;
    case 'ready':
    case 'starting':
    case 'stepping':
    case 'returning':
      return readyAt;
    case 'confirming':
    case 'refilling':
      return returnedAt;
    default:
      return null;
  }
};
