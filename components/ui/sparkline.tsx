import { useLocale, useTranslations } from 'next-intl';
import type { LoadTone } from '@/lib/format/load';
import { formatPercent } from '@/lib/format/number';
import { isKnown } from '@/lib/format/quantity';
import { cn } from './cn';
import { sparkPath } from './spark-path';

interface SparklineProps {
  /** What the line shows, for screen readers. */
  name: string;
  /** Evenly spaced, oldest first, in percent; null where nothing is known. */
  points: readonly (number | null)[];
  tone?: LoadTone;
  thresholdPercent?: number;
  className?: string;
}

const box = { width: 96, height: 18, max: 100 };

/** A line the size of a word. */
export function Sparkline({ name, points, tone = 'plain', thresholdPercent, className }: SparklineProps) {
  const t = useTranslations('format');
  const locale = useLocale();
  const known = points.filter(isKnown);
  const label = known.length
    ? t('trend', {
        name,
        least: formatPercent(Math.min(...known), locale),
        most: formatPercent(Math.max(...known), locale),
        last: formatPercent(points.at(-1), locale),
      })
    : t('trendUnknown', { name });
  return (
    <svg
      role="img"
      aria-label={label}
      data-tone={tone}
      viewBox={`0 -1 ${box.width} ${box.height + 2}`}
      preserveAspectRatio="none"
      fill="none"
      className={cn('inline-block h-4.5 w-24 align-middle', className)}
    >
      {thresholdPercent === undefined ? null : (
        <line
          x2={box.width}
          y1={box.height * (1 - thresholdPercent / 100)}
          y2={box.height * (1 - thresholdPercent / 100)}
          stroke="var(--color-line-strong)"
          strokeDasharray="2 2"
          vectorEffect="non-scaling-stroke"
        />
      )}
      <path
        d={sparkPath(points, box)}
        stroke="var(--tone-edge)"
        strokeWidth="1.25"
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
