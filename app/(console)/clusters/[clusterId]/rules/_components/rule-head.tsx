import { useTranslations } from 'next-intl';
import { Radio } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { RuleKind, RuleMode } from '@/lib/model/snapshot';
import type { Draft } from './draft';

interface RuleHeadProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  errorOf: (field: string) => string | null;
  disabled: boolean;
}

/** What a rule is called, what it asks for, and how firmly. */
export function RuleHead({ draft, onChange, errorOf, disabled }: RuleHeadProps) {
  const t = useTranslations('rules');
  return (
    <>
      <Field label={t('name')} error={errorOf('rule.name')}>
        <Input
          value={draft.name}
          maxLength={80}
          disabled={disabled}
          autoComplete="off"
          onChange={(event) => onChange({ ...draft, name: event.target.value })}
        />
      </Field>
      <Field label={t('kind')} hint={t(`kindHints.${draft.kind}`)}>
        <Select
          value={draft.kind}
          disabled={disabled}
          options={RuleKind.options.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          onChange={(event) => onChange({ ...draft, kind: RuleKind.parse(event.target.value) })}
        />
      </Field>
      <fieldset disabled={disabled} className="grid gap-1">
        <legend className="mb-1 font-medium text-ink-2 text-small">{t('mode')}</legend>
        {RuleMode.options.map((mode) => (
          <Radio
            key={mode}
            name="mode"
            label={t(`modes.${mode}`)}
            hint={t(`modeHints.${mode}`)}
            checked={draft.mode === mode}
            onChange={() => onChange({ ...draft, mode })}
          />
        ))}
      </fieldset>
    </>
  );
}
