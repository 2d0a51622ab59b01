import { isKnown } from '@/lib/format/quantity.ts';

/**
 * The path of a line through evenly spaced points, in a box of `width` by `height`. An unknown point breaks the line:
 * gaps stay gaps. A point alone between gaps becomes a dot of half a unit.
 */
export function sparkPath(
  points: readonly (number | null)[],
  { width, height, max }: { width: number; height: number; max: number },
): string {
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const isKnownAt = (i: number) => isKnown(points[i]);
  return points
    .map((point, i) => {
      if (!isKnown(point)) return '';
      const x = round(i * step);
      const y = round(height - (Math.min(max, Math.max(0, point)) / max) * height);
      if (isKnownAt(i - 1)) return `L${x} ${y}`;
      return isKnownAt(i + 1) ? `M${x} ${y}` : `M${x} ${y}h0.5`;
    })
    .join('');
}

const round = (value: number): number => Math.round(value * 100) / 100;
