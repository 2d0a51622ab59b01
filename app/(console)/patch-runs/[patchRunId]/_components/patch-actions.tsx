'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { PatchState } from '@/lib/model/patch-run';
import { cancelPatchRunAction, continuePatchRunAction, pausePatchRunAction } from '../actions';
import { usePatchAction } from './use-patch-action';

interface PatchActionsProps {
  patchRunId: string;
  state: PatchState;
  name: string;
  disabledReason: string | null;
}

/** Pause, continue, cancel. */
export function PatchActions({ patchRunId, state, name, disabledReason }: PatchActionsProps) {
  const t = useTranslations('patch.run');
  const act = usePatchAction();
  const [failure, setFailure] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const resume = () =>
    startTransition(async () => setFailure(await act(() => continuePatchRunAction({ patchRunId }))));
  const pause = <Button disabledReason={disabledReason}>{t('pause')}</Button>;
  const cancel = (
    <Button variant="danger" disabledReason={disabledReason}>
      {t('cancel')}
    </Button>
  );
  return (
    <>
      {state === 'running' && !disabledReason ? (
        <ConfirmDialog
          trigger={pause}
          title={t('pauseTitle', { name })}
          description={t('pauseBody')}
          confirmLabel={t('pause')}
          onConfirm={() => act(() => pausePatchRunAction(patchRunId))}
        />
      ) : null}
      {state === 'running' && disabledReason ? pause : null}
      {state === 'paused' ? (
        <Button variant="primary" pending={isPending} onClick={resume} disabledReason={disabledReason}>
          {t('continue')}
        </Button>
      ) : null}
      {disabledReason ? (
        cancel
      ) : (
        <ConfirmDialog
          trigger={cancel}
          title={t('cancelTitle', { name })}
          description={t('cancelBody')}
          confirmLabel={t('cancelConfirm')}
          danger
          onConfirm={() => act(() => cancelPatchRunAction(patchRunId))}
        />
      )}
      {failure ? (
        <p role="alert" className="w-full text-crit">
          {failure}
        </p>
      ) : null}
    </>
  );
}
