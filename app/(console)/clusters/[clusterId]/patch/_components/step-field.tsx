import { useTranslations } from 'next-intl';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { PatchPlanPage } from '@/lib/views/patches/read-patch-plan';
import { stepOf, type usePatchDraft } from './use-patch-draft';

interface StepFieldProps {
  plan: PatchPlanPage;
  drafted: ReturnType<typeof usePatchDraft>;
}

/** What is done on each host: a command of the file by its name, or what somebody else does. */
export function StepField({ plan, drafted: { draft, change, chosen } }: StepFieldProps) {
  const t = useTranslations('patch.plan');
  const tSteps = useTranslations('patch.steps');
  const { step, stepName } = stepOf(draft.step);
  const command = plan.steps.find(({ name }) => name === stepName);
  const unable = step === 'command' ? chosen.filter(({ hasShell }) => !hasShell) : [];
  const names = unable.map(({ name }) => name).join(', ');
  const describe = ({ description, restarts }: PatchPlanPage['steps'][number]) =>
    description
      ? t('stepDescribed', { description: description.replace(/[.。]$/, ''), restarts: String(restarts) })
      : t('stepHint', { restarts: String(restarts) });
  const hint = command ? describe(command) : t(step === 'webhook' ? 'webhookHint' : 'personHint');
  const options = [
    ...plan.steps.map(({ name }) => ({ value: `command:${name}`, label: tSteps('command', { name }) })),
    { value: 'person', label: tSteps('person') },
    { value: 'webhook', label: tSteps('webhook') },
  ];
  return (
    <div className="grid content-start gap-2">
      <Field
        label={t('step')}
        hint={plan.steps.length === 0 && !plan.fileProblem ? `${hint} ${t('noCommands')}` : hint}
        error={unable.length > 0 ? t('noShell', { count: unable.length, names }) : null}
      >
        <Select
          value={draft.step}
          onChange={(event) => change({ step: event.target.value })}
          options={options}
        />
      </Field>
      {step === 'webhook' ? (
        <Field label={t('token')} hint={t('tokenHint')}>
          <Input
            type="password"
            autoComplete="off"
            value={draft.token}
            onChange={(event) => change({ token: event.target.value })}
          />
        </Field>
      ) : null}
    </div>
  );
}
