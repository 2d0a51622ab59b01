'use client';

import { useTranslations } from 'next-intl';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { DraftChoice } from './draft';
import { type Found, MemberPicker } from './member-picker';

interface ChoiceFieldsProps {
  of: 'vm' | 'host';
  choice: DraftChoice;
  onChange: (choice: DraftChoice) => void;
  search: (text: string) => Promise<Found | null>;
  tags: readonly string[]; // that are known
  errorOf: (field: string) => string | null;
  disabled: boolean;
}

/** So many known tags are named as examples. */
const MAX_TAGS = 12;

/** Who is in a rule: by picking, by patterns of names, by tags. */
export function ChoiceFields({ of, choice, onChange, search, tags, errorOf, disabled }: ChoiceFieldsProps) {
  const t = useTranslations('rules.fields');
  const known = tags.slice(0, MAX_TAGS).join(', ');
  return (
    <fieldset className="grid min-w-0 gap-3 border-line border-t pt-3">
      <legend className="sr-only">{t(`${of}s`)}</legend>
      <MemberPicker
        label={t(`${of}Ids`)}
        picked={choice.picked}
        onChange={(picked) => onChange({ ...choice, picked })}
        search={search}
        error={errorOf(`rule.${of}Ids`)}
        disabled={disabled}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t(`${of}Names`)} hint={t('namesHint')} error={errorOf(`rule.${of}Names`)}>
          <Input
            value={choice.names}
            disabled={disabled}
            placeholder={t(`${of}Example`)}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...choice, names: event.target.value })}
          />
        </Field>
        <Field
          label={t(`${of}Tags`)}
          hint={known ? t('tagsKnown', { tags: known }) : t('tagsNone')}
          error={errorOf(`rule.${of}Tags`)}
        >
          <Input
            value={choice.tags}
            disabled={disabled}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...choice, tags: event.target.value })}
          />
        </Field>
      </div>
    </fieldset>
  );
}
