'use client';

import { useTranslations } from 'next-intl';
import { usePolicyWords } from '@/components/domain/use-policy-words';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { stallActionsOf } from '@/lib/model/able';
import type { DriverAbilities } from '@/lib/model/driver-traits';
import { type FieldInput, inputOf, type PolicyField } from '@/lib/model/policy-fields';
import { WeeklyIntervals } from '@/lib/model/weekly-interval';
import { draftWays, WaysEditor } from './ways-editor';
import { WeeklyEditor } from './weekly-editor';

export interface FieldControlProps {
  name: PolicyField;
  value: unknown;
  /** Of the one kind of hypervisor that it is for; null: of several. */
  abilities: DriverAbilities | null;
  timeZones: readonly string[];
  isDisabled: boolean;
  onChange: (value: unknown) => void;
  // of the field around it
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}

/** What a value of the policy is entered with. */
export function FieldControl(props: FieldControlProps) {
  const input = inputOf(props.name);
  switch (input.kind) {
    case 'number':
      return input.isWhole && input.least === 1 && input.most === 5 ? (
        <ChoiceControl {...props} options={['1', '2', '3', '4', '5']} />
      ) : (
        <NumberControl {...props} input={input} />
      );
    case 'choice':
      return <ChoiceControl {...props} options={input.options} />;
    case 'timeZone':
      return <ChoiceControl {...props} options={withCurrent(props.timeZones, String(props.value))} />;
    case 'ways': {
      const { value, isDisabled, onChange } = props;
      return <WaysEditor entries={draftWays(value)} isDisabled={isDisabled} onChange={onChange} />;
    }
    case 'intervals': {
      const { name, value, isDisabled, onChange } = props;
      const read = WeeklyIntervals.safeParse(value);
      const intervals = read.success ? read.data : [];
      return <WeeklyEditor name={name} intervals={intervals} isDisabled={isDisabled} onChange={onChange} />;
    }
  }
}

/** A zone may be stored under a name that browsers and servers no longer list. */
const withCurrent = (zones: readonly string[], current: string): readonly string[] =>
  zones.includes(current) ? zones : [current, ...zones];

type NumberInput = Extract<FieldInput, { kind: 'number' }>;

function NumberControl({
  name,
  value,
  input,
  isDisabled,
  onChange,
  ...aria
}: FieldControlProps & { input: NumberInput }) {
  const words = usePolicyWords();
  const isEmpty = value === null || value === '';
  const unit = words.unit(name);
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Input
        {...pickAria(aria)}
        name={name}
        type="number"
        inputMode="decimal"
        min={input.least ?? undefined}
        max={input.most ?? undefined}
        step={input.isWhole ? 1 : 'any'}
        disabled={isDisabled}
        value={typeof value === 'number' || typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.target.value)}
        className="w-28 text-right"
      />
      <span className="text-ink-3">{isEmpty ? words.empty(name) || unit : unit}</span>
    </span>
  );
}

function ChoiceControl({
  name,
  value,
  options,
  abilities,
  isDisabled,
  onChange,
  ...aria
}: FieldControlProps & { options: readonly string[] }) {
  const words = usePolicyWords();
  const t = useTranslations('policy.page');
  const isNumber = inputOf(name).kind === 'number';
  const able = abilities ? ableOptions(name, abilities) : null;
  const isAble = (option: string) => able === null || able.some((each) => each === option);
  return (
    <Select
      {...pickAria(aria)}
      name={name}
      value={String(value)}
      disabled={isDisabled}
      options={options.map((option) => ({
        value: option,
        label: isAble(option) ? words.value(name, option) : t('unable', { value: words.value(name, option) }),
      }))}
      onChange={(event) => onChange(isNumber ? Number(event.target.value) : event.target.value)}
      className="max-w-96"
    />
  );
}

/** The options of a field that a hypervisor can carry out; null: all. */
function ableOptions(name: PolicyField, abilities: DriverAbilities): readonly string[] | null {
  if (name === 'onStall') return stallActionsOf(abilities);
  return name === 'localDisks' && !abilities.localDisks ? ['stay'] : null;
}

type Aria = Pick<FieldControlProps, 'id' | 'aria-describedby' | 'aria-invalid'>;

const pickAria = (props: Aria): Aria => ({
  id: props.id,
  'aria-describedby': props['aria-describedby'],
  'aria-invalid': props['aria-invalid'],
});
