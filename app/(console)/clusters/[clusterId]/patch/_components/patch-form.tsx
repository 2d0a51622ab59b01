'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { ActionResult } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import type { PatchPlanPage } from '@/lib/views/patches/read-patch-plan';
import { startPatchRunAction } from '../actions';
import { HostsPreview } from './hosts-preview';
import { PatchFields } from './patch-fields';
import { PatchSummary } from './patch-summary';
import { stepOf, usePatchDraft, windowsOf } from './use-patch-draft';

interface PatchFormProps {
  plan: PatchPlanPage;
  timeZone: string;
  disabledReason: string | null;
}

/** What is patched, and how; with what that leads to, before anything starts. */
export function PatchForm({ plan, timeZone, disabledReason }: PatchFormProps) {
  const t = useTranslations('patch.plan');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const drafted = usePatchDraft(plan, timeZone);
  const { draft, chosen } = drafted;
  const { step, stepName } = stepOf(draft.step);
  const start = async (): Promise<ActionResult<unknown>> => {
    const result = await startPatchRunAction({
      clusterId: plan.cluster.id,
      hostIds: chosen.map(({ hostId }) => hostId),
      step,
      stepName,
      token: step === 'webhook' ? draft.token : null,
      back: draft.back,
      hostsAtOnce: draft.atOnce,
      leavesStopped: draft.leavesStopped,
      windows: windowsOf(draft),
      timeZone,
      note: draft.note,
    });
    if (result.ok) {
      toast({ tone: 'ok', title: t('started') });
      router.push(paths.patchRun(result.value.patchRunId));
    }
    return result;
  };
  const { failure, isPending, submit } = useFormAction(start, () => router.refresh());
  const isUnable = step === 'command' && chosen.some(({ hasShell }) => !hasShell);
  const missing =
    chosen.length === 0
      ? t('noHosts')
      : isUnable
        ? t('needsStep')
        : step === 'webhook' && !/^\S{24,}$/.test(draft.token)
          ? t('needsToken')
          : null;
  return (
    <form onSubmit={submit} aria-label={t('formLabel')} className="grid gap-6">
      <PatchFields plan={plan} timeZone={timeZone} drafted={drafted} />
      <PatchSummary drafted={drafted} now={plan.now} />
      <HostsPreview plan={plan} drafted={drafted} />
      {failure ? (
        <Note tone="crit" alert>
          {failureText(failure)}
        </Note>
      ) : null}
      <div>
        <Button
          type="submit"
          variant="primary"
          pending={isPending}
          disabledReason={disabledReason ?? missing}
        >
          {t('start')}
        </Button>
      </div>
    </form>
  );
}
