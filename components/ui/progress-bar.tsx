import { useLocale } from 'next-intl';
import { percentQuantity } from '@/lib/format/number';
import { isKnown } from '@/lib/format/quantity';
import { cn } from './cn';
import { Unit } from './figure';

interface ProgressBarProps {
  /** What is in progress, for screen readers. */
  label: string;
  /** 0 to 100; null: not known yet, which is drawn empty and without a figure. */
  percent: number | null;
  /** The figure at the right of the bar. */
  withFigure?: boolean;
  className?: string;
}

export function ProgressBar({ label, percent, withFigure = false, className }: ProgressBarProps) {
  const locale = useLocale();
  const shown = isKnown(percent) ? Math.min(100, Math.max(0, percent)) : null;
  const bar = (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={shown === null ? undefined : Math.round(shown)}
      className={cn(
        'relative block h-1.5 min-w-10 rounded-[2px] bg-track',
        withFigure ? 'h-2 flex-1' : className,
      )}
    >
      <span
        style={{ width: `${shown ?? 0}%` }}
        className="absolute inset-y-0 left-0 rounded-[2px] border-accent border-r-2 bg-fill-accent motion-safe:transition-[width] motion-safe:duration-500 motion-safe:ease-linear"
      />
    </span>
  );
  if (!withFigure) return bar;
  const { value, unit } = percentQuantity(shown, locale);
  return (
    <span className={cn('flex min-w-20 items-center gap-2', className)}>
      {bar}
      <span aria-hidden="true" className="w-9 text-right font-medium">
        {value}
        {unit ? <Unit>{unit}</Unit> : null}
      </span>
    </span>
  );
}
