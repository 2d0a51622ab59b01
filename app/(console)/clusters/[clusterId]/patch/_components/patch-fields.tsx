import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { Select } from '@/components/ui/select';
import { PatchBack } from '@/lib/model/patch-run';
import type { PatchPlanPage } from '@/lib/views/patches/read-patch-plan';
import { StepField } from './step-field';
import { type usePatchDraft, windowChoices } from './use-patch-draft';

interface PatchFieldsProps {
  plan: PatchPlanPage;
  timeZone: string;
  drafted: ReturnType<typeof usePatchDraft>;
}

const AT_ONCE = ['1', '2', '3', '4', '6', '8'];

/** The choices of a patch run. */
export function PatchFields(props: PatchFieldsProps) {
  const { plan, drafted } = props;
  const t = useTranslations('patch.plan');
  const tBack = useTranslations('patch.backs');
  const failureText = useFailureText();
  const { draft, change } = drafted;
  return (
    <div className="grid max-w-[72rem] gap-x-6 gap-y-4 md:grid-cols-2 lg:grid-cols-3">
      {plan.fileProblem ? (
        <Note tone="warn" title={t('fileUnusable')} className="md:col-span-2 lg:col-span-3">
          {failureText({ code: 'commands-file-unusable', facts: plan.fileProblem })}
        </Note>
      ) : null}
      <StepField plan={plan} drafted={drafted} />
      <Field label={t('back')} hint={t(`backHint.${draft.back}`)}>
        <Select
          value={draft.back}
          onChange={(event) => change({ back: PatchBack.parse(event.target.value) })}
          options={PatchBack.options.map((value) => ({ value, label: tBack(value) }))}
        />
      </Field>
      <Field label={t('atOnce')} hint={t('atOnceHint', { failures: plan.failuresToSurvive })}>
        <Select
          value={String(draft.atOnce)}
          onChange={(event) => change({ atOnce: Number(event.target.value) })}
          options={AT_ONCE.map((value) => ({ value, label: value }))}
        />
      </Field>
      <WindowField {...props} />
      <Field label={t('note')}>
        <Input
          value={draft.note}
          maxLength={200}
          onChange={(event) => change({ note: event.target.value })}
        />
      </Field>
      <Checkbox
        className="self-end pb-1.5"
        label={t('stopped')}
        checked={draft.leavesStopped}
        onChange={(event) => change({ leavesStopped: event.target.checked })}
      />
    </div>
  );
}

function WindowField({ timeZone, drafted: { draft, change } }: PatchFieldsProps) {
  const t = useTranslations('patch.plan');
  const isLimited = draft.window !== 'anyTime';
  return (
    <div className="grid content-start gap-2">
      <Field label={t('window')} hint={isLimited ? t('windowHint', { zone: timeZone }) : undefined}>
        <Select
          value={draft.window}
          onChange={(event) =>
            change({ window: windowChoices.find((choice) => choice === event.target.value) ?? 'anyTime' })
          }
          options={windowChoices.map((value) => ({ value, label: t(value) }))}
        />
      </Field>
      {isLimited ? (
        <div className="flex gap-3">
          <Field label={t('from')}>
            <Input
              type="time"
              required
              value={draft.from}
              onChange={(event) => change({ from: event.target.value })}
            />
          </Field>
          <Field label={t('to')}>
            <Input
              type="time"
              required
              value={draft.to}
              onChange={(event) => change({ to: event.target.value })}
            />
          </Field>
        </div>
      ) : null}
    </div>
  );
}
