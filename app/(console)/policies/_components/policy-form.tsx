'use client';

import { useTranslations } from 'next-intl';
import { CalendarSentence } from '@/components/domain/calendar-sentence';
import { FailureText } from '@/components/state/failure-text';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { Columns, Section } from '@/components/ui/page';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import { TimeZone } from '@/lib/model/time-zone';
import { WeeklyIntervals } from '@/lib/model/weekly-interval';
import type { PolicyPage } from '@/lib/views/policy/read-policy';
import { editPolicyAction } from '../actions';
import { EffectPanel } from './effect-panel';
import { type FieldGroup, fieldGroups } from './field-groups';
import { PolicyFieldRow } from './policy-field';
import { type PolicyDraft, usePolicyDraft } from './use-policy-draft';
import { WeekStrip } from './week-strip';

interface PolicyFormProps {
  page: PolicyPage;
  groups: readonly FieldGroup[]; // of fields, in order
  timeZones: readonly string[];
  refusal: string | null; // why this person may change nothing
}

/** The fields of a policy, and what a change would do before it is saved. */
export function PolicyForm({ page, groups, timeZones, refusal }: PolicyFormProps) {
  const t = useTranslations('policy.page');
  const toast = useToast();
  const draft = usePolicyDraft(page);
  const { failure, isPending, submit, forget } = useFormAction(
    () => editPolicyAction({ ...page.ref, ...draft.edit }),
    (failed) => {
      if (failed) return;
      draft.discard();
      toast({ tone: 'ok', title: t('saved', { name: page.name ?? t('product') }) });
    },
  );
  const discard = () => {
    forget();
    draft.discard();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Columns>
        <div className="grid gap-6">
          {groups.map((group) => (
            <GroupSection
              key={group}
              group={group}
              page={page}
              draft={draft}
              timeZones={timeZones}
              failure={failure}
              isDisabled={refusal !== null}
            />
          ))}
        </div>
        <div className="self-start lg:sticky lg:top-4">
          <EffectPanel page={page} draft={draft} />
        </div>
      </Columns>
      <div className="sticky bottom-job-bar z-10 mt-4 border-line border-t bg-ground py-3">
        <div className="flex flex-wrap items-center gap-3">
          <Button
            type="submit"
            variant="primary"
            pending={isPending}
            disabledReason={refusal ?? (draft.isEmpty ? t('nothingChanged') : null)}
          >
            {t('save')}
          </Button>
          {draft.isEmpty ? null : (
            <>
              <span className="text-ink-2">{t('changes', { count: draft.count })}</span>
              <Button variant="ghost" onClick={discard}>
                {t('discard')}
              </Button>
            </>
          )}
        </div>
        <FailureText failure={failure} />
      </div>
    </form>
  );
}

interface GroupSectionProps {
  group: FieldGroup;
  page: PolicyPage;
  draft: PolicyDraft;
  timeZones: readonly string[];
  failure: Failure | null;
  isDisabled: boolean;
}

function GroupSection({ group, page, draft, timeZones, failure, isDisabled }: GroupSectionProps) {
  const t = useTranslations('policy.group');
  const errorOf = usePolicyFailure(failure);
  const fields = fieldGroups[group].filter((name) => page.fields.includes(name));
  if (fields.length === 0) return null;
  return (
    <Section id={group} title={t(`${group}.title`)} note={t(`${group}.note`)}>
      {group === 'calendar' ? <CalendarSummary draft={draft} /> : null}
      <div className="divide-y divide-line border-line border-y">
        {fields.map((name) => (
          <PolicyFieldRow
            key={name}
            name={name}
            page={page}
            draft={draft}
            timeZones={timeZones}
            isDisabled={isDisabled}
            error={errorOf(name)}
          />
        ))}
      </div>
    </Section>
  );
}

/** Problems of a field, or of a part of it, such as a window without days. */
function usePolicyFailure(failure: Failure | null): (name: string) => string | null {
  const errorOf = useFieldFailure(failure);
  const field = String(failure?.facts.field ?? '');
  return (name) => (field.split('.')[1] === name ? errorOf(field) : null);
}

/** When automation may act with what is entered, as a sentence and as a week. */
function CalendarSummary({ draft }: { draft: PolicyDraft }) {
  const t = useTranslations('policy.calendar');
  const windows = WeeklyIntervals.safeParse(draft.shown('windows').value);
  const blackouts = WeeklyIntervals.safeParse(draft.shown('blackouts').value);
  const timeZone = TimeZone.safeParse(draft.shown('timeZone').value);
  if (!windows.success || !blackouts.success || !timeZone.success)
    return <Note tone="warn">{t('incomplete')}</Note>;
  const calendar = { windows: windows.data, blackouts: blackouts.data, timeZone: timeZone.data };
  return (
    <div className="mb-3 grid gap-2">
      <p>
        <CalendarSentence calendar={calendar} />
      </p>
      <WeekStrip windows={calendar.windows} blackouts={calendar.blackouts} />
    </div>
  );
}
