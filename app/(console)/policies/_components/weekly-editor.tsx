'use client';

import { useLocale, useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import { weekdayName, weekdays } from '@/lib/format/weekly';
import { MAX_WEEKLY_INTERVALS, type WeeklyInterval } from '@/lib/model/weekly-interval';

interface WeeklyEditorProps {
  name: 'windows' | 'blackouts' | (string & {});
  intervals: readonly WeeklyInterval[];
  isDisabled: boolean;
  onChange: (intervals: readonly WeeklyInterval[]) => void;
}

/** What most people want first: every night, or no night at all. */
const everyNight = (): WeeklyInterval => ({ days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '06:00' });

/** Parts of a week, each with its days and times. */
export function WeeklyEditor({ name, intervals, isDisabled, onChange }: WeeklyEditorProps) {
  const t = useTranslations('policy.calendar');
  const kind = name === 'blackouts' ? 'blackout' : 'window';
  const replace = (index: number, changed: WeeklyInterval) =>
    onChange(intervals.map((interval, i) => (i === index ? changed : interval)));
  return (
    <div className="grid gap-2">
      {intervals.map((interval, index) => (
        <IntervalRow
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity but their place
          key={index}
          title={t(kind, { number: index + 1 })}
          interval={interval}
          isDisabled={isDisabled}
          onChange={(changed) => replace(index, changed)}
          onRemove={() => onChange(intervals.filter((_, i) => i !== index))}
        />
      ))}
      <Button
        size="small"
        className="justify-self-start"
        disabledReason={intervals.length >= MAX_WEEKLY_INTERVALS ? t('full') : null}
        disabled={isDisabled}
        onClick={() => onChange([...intervals, everyNight()])}
      >
        {t(kind === 'window' ? 'addWindow' : 'addBlackout')}
      </Button>
    </div>
  );
}

interface IntervalRowProps {
  title: string;
  interval: WeeklyInterval;
  isDisabled: boolean;
  onChange: (interval: WeeklyInterval) => void;
  onRemove: () => void;
}

function IntervalRow({ title, interval, isDisabled, onChange, onRemove }: IntervalRowProps) {
  const t = useTranslations('policy.calendar');
  const isOverNight = interval.to <= interval.from;
  return (
    <fieldset disabled={isDisabled} className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
      <legend className="sr-only">{title}</legend>
      <DayToggles interval={interval} onChange={onChange} />
      <span className="flex flex-wrap items-center gap-1.5">
        <TimeInput
          label={t('from', { title })}
          value={interval.from}
          onChange={(from) => onChange({ ...interval, from })}
        />
        <span className="text-ink-3">{t('until')}</span>
        <TimeInput
          label={t('to', { title })}
          value={interval.to}
          onChange={(to) => onChange({ ...interval, to })}
        />
        <span className="text-ink-3 text-small">{isOverNight ? t('nextDay') : ''}</span>
      </span>
      <Button
        variant="ghost"
        size="iconSmall"
        aria-label={t('remove', { title })}
        disabled={isDisabled}
        onClick={onRemove}
      >
        <Icon name="close" />
      </Button>
    </fieldset>
  );
}

function DayToggles({ interval, onChange }: Pick<IntervalRowProps, 'interval' | 'onChange'>) {
  const locale = useLocale();
  const toggle = (day: number) => {
    const { days } = interval;
    const chosen = days.includes(day) ? days.filter((each) => each !== day) : [...days, day];
    onChange({ ...interval, days: chosen.toSorted() });
  };
  return (
    <span className="flex overflow-hidden rounded-control border border-control">
      {weekdays.map((day) => (
        <label
          key={day}
          className="border-line border-l first:border-l-0 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2"
        >
          <input
            type="checkbox"
            className="peer sr-only"
            aria-label={weekdayName(day, locale, 'long')}
            checked={interval.days.includes(day)}
            onChange={() => toggle(day)}
          />
          <span className="grid h-8 min-w-9 place-items-center px-1.5 text-ink-3 text-small peer-checked:bg-selected peer-checked:font-semibold peer-checked:text-ink md:h-6.5 md:min-w-8">
            {weekdayName(day, locale, 'short')}
          </span>
        </label>
      ))}
    </span>
  );
}

function TimeInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <Input
      type="time"
      aria-label={label}
      value={value}
      required
      onChange={(event) => onChange(event.target.value)}
      className="w-28 shrink-0"
    />
  );
}
