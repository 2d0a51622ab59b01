export interface Gap {
  from: number;
  to: number;
}

interface Timed {
  at: number;
}

/** Points in order, with an empty one wherever the next is more than two steps away: gaps stay gaps. */
export function breakAtGaps<Point extends Timed>(
  points: readonly Point[],
  stepMs: number,
  empty: (at: number) => Point,
): Point[] {
  return points.flatMap((point, i) => {
    const next = points[i + 1];
    return next && next.at - point.at > 2 * stepMs ? [point, empty(point.at + stepMs)] : [point];
  });
}

/** Where nothing is known: between known points further apart than two steps, inside `from` to `to` (epoch ms). */
export function findGaps<Point extends Timed>(
  points: readonly Point[],
  { from, to, stepMs, isKnown }: Gap & { stepMs: number; isKnown: (point: Point) => boolean },
): Gap[] {
  const known = points.filter(isKnown).map(({ at }) => at);
  const ends = [from - stepMs, ...known, to + stepMs];
  return ends.flatMap((at, i) => {
    const next = ends[i + 1];
    if (next === undefined || next - at <= 2 * stepMs) return [];
    return [{ from: Math.max(from, at), to: Math.min(to, next) }];
  });
}
