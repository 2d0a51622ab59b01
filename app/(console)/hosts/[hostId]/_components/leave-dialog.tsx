'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { MovesBack } from '@/components/domain/moves-back';
import { useOutcomeText } from '@/components/domain/outcome-text';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Checkbox, Radio } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import type { HostMode } from '@/lib/model/host';
import { paths } from '@/lib/model/paths';
import type { HostReturn } from '@/lib/views/host/read-return';
import {
  balanceAfterReturnAction,
  leaveMaintenanceAction,
  previewReturnAction,
  returnHostAction,
} from '../actions';

interface LeaveDialogProps {
  host: { id: string; name: string; mode: HostMode };
  clusterId: string;
  disabledReason: string | null;
}

const choices = ['none', 'before', 'balanced'] as const;
type Choice = (typeof choices)[number];

/** Returns a host to service, and asks what becomes of the VMs that left it. */
export function LeaveDialog({ host, clusterId, disabledReason }: LeaveDialogProps) {
  const t = useTranslations('host');
  const label = t(host.mode === 'maintenance' ? 'actions.leave' : 'actions.leaveDraining');
  const [isOpen, setOpen] = useState(false);
  const [choice, setChoice] = useState<Choice>('none');
  const [preview, setPreview] = useState<HostReturn | null>();
  const [unstarted, setUnstarted] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const failureText = useFailureText();
  const stopped = preview?.stopped ?? [];
  const startVms = stopped.flatMap(({ vmId }) => (unstarted.includes(vmId) ? [] : [vmId]));
  const leave = useLeave(host, clusterId, {
    startVms,
    setFailure,
    close: () => setOpen(false),
  });
  if (disabledReason) return <Button disabledReason={disabledReason}>{label}</Button>;
  const load = async () => {
    const result = await previewReturnAction(host.id);
    if (result.ok) setPreview(result.value);
    else setFailure(result);
  };
  const change = (opens: boolean) => {
    setOpen(opens);
    if (!opens) return;
    setFailure(null);
    setChoice('none');
    setUnstarted([]);
    setPreview(undefined);
    void load();
  };
  const moves = preview?.moves ?? [];
  const whyNot = preview === undefined ? t('leave.checking') : moves.length === 0 ? t('leave.nothing') : null;
  return (
    <Dialog
      trigger={<Button>{label}</Button>}
      open={isOpen}
      onOpenChange={change}
      title={t('leave.title', { host: host.name })}
      description={t('leave.description')}
      actions={
        <Button
          variant="primary"
          pending={leave.isPending}
          disabledReason={choice === 'before' ? whyNot : null}
          onClick={() => leave.start(choice)}
        >
          {t('leave.confirm', { moves: choice === 'before' ? moves.length : 0 })}
        </Button>
      }
    >
      {failure ? (
        <Note tone="crit" alert>
          {failureText(failure)}
        </Note>
      ) : null}
      <fieldset className="grid gap-2">
        <legend className="sr-only">{t('leave.choice')}</legend>
        {choices.map((each) => (
          <Radio
            key={each}
            name="leave"
            checked={choice === each}
            onChange={() => setChoice(each)}
            label={t(`leave.${each}`)}
            hint={t(`leave.${each}Hint`)}
          />
        ))}
      </fieldset>
      <StartAgain
        stopped={stopped}
        isChosen={(vmId) => !unstarted.includes(vmId)}
        choose={(vmId, isChosen) =>
          setUnstarted(isChosen ? unstarted.filter((id) => id !== vmId) : [...unstarted, vmId])
        }
      />
      {choice === 'before' ? (
        <div className="mt-3" aria-live="polite">
          {preview === undefined || (moves.length === 0 && !preview?.staying.length) ? (
            <p className="text-ink-2">{whyNot}</p>
          ) : (
            <MovesBack moves={moves} staying={preview?.staying ?? []} />
          )}
        </div>
      ) : null}
    </Dialog>
  );
}

interface StartAgainProps {
  stopped: HostReturn['stopped'];
  isChosen: (vmId: string) => boolean;
  choose: (vmId: string, isChosen: boolean) => void;
}

/** VMs that were shut down or saved for the maintenance: which of them are started again. */
function StartAgain({ stopped, isChosen, choose }: StartAgainProps) {
  const t = useTranslations('host.leave');
  if (stopped.length === 0) return null;
  return (
    <fieldset className="mt-4 grid gap-2">
      <legend className="pb-1 font-medium">{t('start')}</legend>
      {stopped.map(({ vmId, vm, order }) => (
        <Checkbox
          key={vmId}
          checked={isChosen(vmId)}
          onChange={(event) => choose(vmId, event.target.checked)}
          label={vm}
          hint={t(`startHow.${order}`)}
        />
      ))}
    </fieldset>
  );
}

/** Carries a choice out: says what came of it, or opens the job or the suggestion. */
function useLeave(
  host: LeaveDialogProps['host'],
  clusterId: string,
  {
    startVms,
    setFailure,
    close,
  }: { startVms: string[]; setFailure: (failure: Failure | null) => void; close: () => void },
): { isPending: boolean; start: (choice: Choice) => void } {
  const t = useTranslations('host.leave');
  const router = useRouter();
  const toast = useToast();
  const outcomeText = useOutcomeText();
  const [isPending, startTransition] = useTransition();
  const done = (): void => {
    toast({ tone: 'ok', title: t('done', { host: host.name }) });
    close();
  };
  const carryOut = {
    none: async () => {
      const result = await leaveMaintenanceAction(host.id, startVms);
      if (!result.ok) return setFailure(result);
      done();
    },
    before: async () => {
      const result = await returnHostAction({ hostId: host.id, startVms });
      if (!result.ok) return setFailure(result);
      done();
      router.push(paths.job(result.value.runId));
    },
    balanced: async () => {
      const result = await balanceAfterReturnAction(host.id, clusterId, startVms);
      if (!result.ok) return setFailure(result);
      const { planId } = result.value;
      if (planId) router.push(paths.suggestion(planId));
      else toast({ tone: 'ok', title: t('idle', { host: host.name, why: outcomeText(result.value) }) });
      close();
    },
  };
  const start = (choice: Choice) =>
    startTransition(async () => {
      setFailure(null);
      await carryOut[choice]();
    });
  return { isPending, start };
}
