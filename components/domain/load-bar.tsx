import { useLocale, useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { formatAge } from '@/lib/format/duration';
import { toneOfLoad } from '@/lib/format/load';
import { percentQuantity } from '@/lib/format/number';
import { isKnown } from '@/lib/format/quantity';

interface LoadBarProps {
  /** The measured resource, for screen readers: CPU, Memory. */
  name: string;
  /** 0 to 100 and more; null is unknown. */
  percent: number | null;
  thresholdPercent: number;
  /** On plan screens: the load once the plan is done. Drawn hatched. */
  afterPercent?: number | null;
  /** While unknown: the last figure and its age. */
  last?: { percent: number; ageMs: number } | null;
  /** 8 px high and without a number, if the number is above it. */
  slim?: boolean;
  className?: string;
}

const SHORT_PERCENT = 40;

const clip = (percent: number) => `${Math.min(100, Math.max(0, percent))}%`;

/** A load as a bar with its number inside and a tick at the threshold. */
export function LoadBar(props: LoadBarProps) {
  const { percent, thresholdPercent, afterPercent = null, slim = false, className } = props;
  const label = useLoadLabel(props);
  const height = slim ? 'h-2' : 'h-4 min-w-16';
  if (!isKnown(percent)) return <UnknownBar {...props} label={label} className={cn(height, className)} />;
  const isLeaving = isKnown(afterPercent) && afterPercent < percent;
  return (
    <span
      role="img"
      aria-label={label}
      data-tone={toneOfLoad(percent, thresholdPercent)}
      className={cn('relative block rounded-[2px] bg-track text-micro', height, className)}
    >
      <span
        style={{ width: clip(isLeaving ? afterPercent : percent) }}
        className="absolute inset-y-0 left-0 rounded-l-[2px] border-(--tone-edge) border-r-2 bg-(--tone-fill)"
      />
      {isKnown(afterPercent) && afterPercent !== percent ? (
        <span
          style={{
            left: clip(Math.min(percent, afterPercent)),
            width: clip(Math.abs(afterPercent - percent)),
          }}
          className={cn(
            'hatch absolute inset-y-0',
            isLeaving ? 'border-accent border-l-2 text-ink-3' : 'border-current border-r-2 text-accent',
          )}
        />
      ) : null}
      <Tick at={thresholdPercent} />
      {slim ? null : <Inside percent={percent} end={Math.max(percent, afterPercent ?? 0)} />}
    </span>
  );
}

/** The number is inside the bar, or after it if the bar is too short. */
function Inside({ percent, end }: { percent: number; end: number }) {
  const { value, unit } = percentQuantity(percent, useLocale());
  const isBehind = percent < SHORT_PERCENT && end < 70;
  return (
    <span
      aria-hidden="true"
      style={{ left: isBehind ? `calc(${clip(end)} + 0.375rem)` : '0.375rem' }}
      className="absolute whitespace-nowrap font-semibold text-ink"
    >
      {value}
      <span className="font-normal text-ink-2">
        {'\u202f'}
        {unit}
      </span>
    </span>
  );
}

function UnknownBar({ last, slim, label, className }: LoadBarProps & { label: string }) {
  const t = useTranslations('format');
  const locale = useLocale();
  return (
    <span
      role="img"
      aria-label={label}
      className={cn('hatch-unknown relative block rounded-[2px] text-micro', className)}
    >
      {last ? (
        <span
          style={{ width: clip(last.percent) }}
          className="absolute inset-y-0 left-0 border-ink-3 border-r border-dashed"
        />
      ) : null}
      {slim ? null : (
        <span
          aria-hidden="true"
          className="absolute top-0.5 left-0.5 whitespace-nowrap rounded-[2px] bg-ground px-1 text-ink-2 leading-3"
        >
          {last ? t('noDataFor', { age: formatAge(last.ageMs, locale) }) : t('noData')}
        </span>
      )}
    </span>
  );
}

/** The threshold, a little taller than its bar. */
export const Tick = ({ at }: { at: number }) => (
  <span style={{ left: clip(at) }} className="absolute -inset-y-0.5 w-px bg-ink-2" />
);

function useLoadLabel({ name, percent, thresholdPercent, afterPercent, last }: LoadBarProps): string {
  const t = useTranslations('format');
  const locale = useLocale();
  const figure = (value: number) => percentQuantity(value, locale).value;
  if (isKnown(percent) && isKnown(afterPercent)) {
    return t('loadPlan', {
      name,
      before: figure(percent),
      after: figure(afterPercent),
      threshold: figure(thresholdPercent),
    });
  }
  if (isKnown(percent))
    return t('loadKnown', { name, percent: figure(percent), threshold: figure(thresholdPercent) });
  if (last) return t('loadLast', { name, age: formatAge(last.ageMs, locale), percent: figure(last.percent) });
  return t('loadUnknown', { name });
}
