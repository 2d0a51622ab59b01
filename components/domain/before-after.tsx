import { useLocale, useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { Unit } from '@/components/ui/figure';
import { digitsBeside, isOverThreshold, type LoadTone, toneOfLoad } from '@/lib/format/load';
import { percentQuantity } from '@/lib/format/number';
import { isKnown } from '@/lib/format/quantity';
import { LoadBar, Tick } from './load-bar';

interface BeforeAfterProps {
  name: string;
  beforePercent: number | null;
  afterPercent: number | null;
  thresholdPercent: number;
  className?: string;
}

const ink: Record<LoadTone, string> = {
  plain: 'text-ink',
  warn: 'text-warn',
  crit: 'text-crit',
  unknown: 'text-ink-3',
};

/** `94 → 67 %`, of which only what is over its threshold has colour. */
export function BeforeAfterFigures({
  beforePercent,
  afterPercent,
  thresholdPercent,
  className,
}: Omit<BeforeAfterProps, 'name'>) {
  const locale = useLocale();
  const t = useTranslations('common');
  const shown = (percent: number | null) =>
    percentQuantity(percent, locale, isKnown(percent) ? digitsBeside(thresholdPercent, percent) : 0).value;
  return (
    <span className={cn('whitespace-nowrap', className)}>
      <span className="sr-only">{t('before')} </span>
      <b className={ink[toneOfLoad(beforePercent, thresholdPercent)]}>{shown(beforePercent)}</b>
      <span aria-hidden="true" className="px-0.5 text-ink-3">
        {' → '}
      </span>
      <span className="sr-only">{t('after')} </span>
      <b className={ink[toneOfLoad(afterPercent, thresholdPercent)]}>{shown(afterPercent)}</b>
      <Unit>%</Unit>
    </span>
  );
}

/** Two bars on one scale: solid is now, hatched is after. */
export function BeforeAfterBars(props: BeforeAfterProps) {
  const { beforePercent, afterPercent, thresholdPercent, className } = props;
  if (!isKnown(beforePercent) || !isKnown(afterPercent)) {
    return <LoadBar {...props} percent={beforePercent} />;
  }
  return (
    <span aria-hidden="true" className={cn('relative block', className)}>
      <Bar percent={beforePercent} tone={toneOfLoad(beforePercent, thresholdPercent)} />
      <span
        data-tone={toneOfLoad(afterPercent, thresholdPercent)}
        className="relative mt-0.5 block h-2 bg-track"
      >
        <span
          style={{ width: `${Math.min(100, afterPercent)}%` }}
          className={cn(
            'hatch absolute inset-y-0 left-0 border-current border-r-2',
            isOverThreshold(afterPercent, thresholdPercent) ? 'text-(--tone-edge)' : 'text-accent',
          )}
        />
      </span>
      <Tick at={thresholdPercent} />
    </span>
  );
}

const Bar = ({ percent, tone }: { percent: number; tone: LoadTone }) => (
  <span data-tone={tone} className="relative block h-2 bg-track">
    <span
      style={{ width: `${Math.min(100, percent)}%` }}
      className="absolute inset-y-0 left-0 border-(--tone-edge) border-r-2 bg-(--tone-fill)"
    />
  </span>
);
