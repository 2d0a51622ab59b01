import type { LoadTone } from '@/lib/format/load';

/** A column of a strip: where it begins and ends in the strip's units, and how high it is. */
export interface Bar {
  from: number;
  to: number;
  percent: number;
  tone: LoadTone;
}

interface DenseBarsProps {
  bars: readonly Bar[];
  width: number;
  /** Whether bars grow up from the names or down from them. */
  end: 'up' | 'down';
}

/** The share of a column that is left blank, so that neighbours of one colour can be distinguished. */
const GAP = 0.1;

/** All columns of one resource as a few shapes, one or two a colour, whatever their number. */
export function DenseBars({ bars, width, end }: DenseBarsProps) {
  const byTone = Map.groupBy(bars, (bar) => bar.tone);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} 100`}
      preserveAspectRatio="none"
      className={`block w-full bg-track ${end === 'up' ? 'h-(--heat-up)' : 'h-(--heat-down)'}`}
    >
      {[...byTone].map(([tone, same]) => (
        <g key={tone} data-tone={tone}>
          <path d={same.map((bar) => areaOf(bar, end)).join('')} fill="var(--tone-fill)" />
          <path
            d={same.map((bar) => edgeOf(bar, end)).join('')}
            fill="none"
            stroke="var(--tone-edge)"
            strokeWidth={tone === 'unknown' ? 1 : 1.5}
            strokeDasharray={tone === 'unknown' ? '2 1' : undefined}
            vectorEffect="non-scaling-stroke"
          />
        </g>
      ))}
    </svg>
  );
}

const heightOf = ({ percent }: Bar): number => Math.min(100, Math.max(0, percent));
const lengthOf = ({ from, to }: Bar): number => Math.round((to - from) * (1 - GAP) * 10) / 10;

function areaOf(bar: Bar, end: 'up' | 'down'): string {
  const height = heightOf(bar);
  const length = lengthOf(bar);
  return end === 'up'
    ? `M${bar.from} 100v${-height}h${length}v${height}z`
    : `M${bar.from} 0v${height}h${length}v${-height}z`;
}

const edgeOf = (bar: Bar, end: 'up' | 'down'): string =>
  `M${bar.from} ${end === 'up' ? 100 - heightOf(bar) : heightOf(bar)}h${lengthOf(bar)}`;
