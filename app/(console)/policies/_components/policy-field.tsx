'use client';

import { useTranslations } from 'next-intl';
import { type PolicyWords, usePolicyWords } from '@/components/domain/use-policy-words';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import type { PolicySource } from '@/lib/model/effective-policy';
import { inputOf, type PolicyField } from '@/lib/model/policy-fields';
import type { PolicyPage } from '@/lib/views/policy/read-policy';
import { FieldControl } from './field-control';
import type { PolicyDraft } from './use-policy-draft';

interface PolicyFieldRowProps {
  name: PolicyField;
  page: PolicyPage;
  draft: PolicyDraft;
  timeZones: readonly string[];
  error: string | null;
  isDisabled: boolean;
}

/** A field of the policy: its value, its range and sentence, and where the value comes from. */
export function PolicyFieldRow({ name, page, draft, timeZones, error, isDisabled }: PolicyFieldRowProps) {
  const words = usePolicyWords();
  const { value, isOwn } = draft.shown(name);
  const control = (
    <FieldControl
      name={name}
      value={value}
      abilities={page.abilities}
      timeZones={timeZones}
      isDisabled={isDisabled}
      onChange={(entered) => draft.enter(name, { isInherited: false, value: entered })}
    />
  );
  const about = sentenceOf(name, words);
  return (
    <div className="grid gap-x-6 gap-y-1 py-2.5 md:grid-cols-[minmax(0,1fr)_15rem]">
      {inputOf(name).kind === 'intervals' || inputOf(name).kind === 'ways' ? (
        <IntervalsField label={words.label(name)} about={about} error={error}>
          {control}
        </IntervalsField>
      ) : (
        <Field label={words.label(name)} hint={about} error={error}>
          {control}
        </Field>
      )}
      <Origin name={name} page={page} isOwn={isOwn} isDisabled={isDisabled} draft={draft} />
    </div>
  );
}

function sentenceOf(name: PolicyField, words: PolicyWords): string {
  const input = inputOf(name);
  if (input.kind !== 'number') return words.about(name);
  return [words.about(name), words.range(name, input.least, input.most)].filter(Boolean).join(' ');
}

interface IntervalsFieldProps {
  label: string;
  about: string;
  error: string | null;
  children: React.ReactNode;
}

/** A field of several controls, which name themselves. */
function IntervalsField({ label, about, error, children }: IntervalsFieldProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-ink-2 text-small">{label}</legend>
      {children}
      <p className="mt-1 text-ink-3 text-small">{about}</p>
      {error ? (
        <p role="alert" className="mt-1 text-crit text-small">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

type OriginProps = Pick<PolicyFieldRowProps, 'name' | 'page' | 'draft' | 'isDisabled'> & { isOwn: boolean };

/** Where the value comes from, and what it would be otherwise. */
function Origin({ name, page, draft, isOwn, isDisabled }: OriginProps) {
  const t = useTranslations('policy.page');
  const words = usePolicyWords();
  const sourceText = useSourceText(page);
  const source = sourceText(page.inherited.from[name]);
  if (!isOwn) return <p className="text-ink-3 text-small md:pt-6">{source}</p>;
  const otherwise = words.value(name, page.inherited.values[name]);
  return (
    <div className="text-small md:pt-6">
      <p>
        <b className="font-semibold text-accent">{t('setHere')}</b>{' '}
        <span className="text-ink-3">{t('otherwise', { value: otherwise, source })}</span>
      </p>
      {isDisabled ? null : (
        <Button
          size="small"
          variant="ghost"
          className="-ml-2.5"
          aria-label={t('inheritOf', { field: words.label(name) })}
          onClick={() => draft.enter(name, { isInherited: true })}
        >
          {t('inherit')}
        </Button>
      )}
    </div>
  );
}

/** The source of an inherited value, by name. */
function useSourceText({ weaker }: PolicyPage): (source: PolicySource) => string {
  const t = useTranslations('policy.source');
  const nameOf = (scope: PolicySource) => weaker.find(({ ref }) => ref.scope === scope)?.name ?? '';
  return (source) => t(source, { name: nameOf(source) });
}
