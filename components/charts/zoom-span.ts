/** A drag over less than this share of the width is a click. */
const MIN_SHARE = 0.01;

/**
 * The part of a time (epoch ms) between two places in it, 0 to 1, in whole seconds since the epoch; null: they are too close to
 * mean a part.
 */
export function spanBetween(
  { begin, end }: { begin: number; end: number },
  { from, to }: { from: number; to: number },
): { from: number; to: number } | null {
  if (Math.abs(end - begin) < MIN_SHARE) return null;
  const at = (place: number): number => (from + place * (to - from)) / 1000;
  return { from: Math.floor(at(Math.min(begin, end))), to: Math.ceil(at(Math.max(begin, end))) };
}
