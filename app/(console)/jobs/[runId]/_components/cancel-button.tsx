'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useState } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Radio } from '@/components/ui/checkbox';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';
import { cancelAction } from '../actions';

interface CancelButtonProps {
  runId: string;
  name: string;
  disabledReason: string | null;
  /** Whether the VMs that it has moved could move back. */
  mayMoveBack: boolean;
  /** What becomes of them otherwise. */
  ifTheyStay: ReactNode;
  /** What cancelling would do now. */
  children: ReactNode;
}

/** Stops a job, after saying what that means. */
export function CancelButton({
  runId,
  name,
  disabledReason,
  mayMoveBack,
  ifTheyStay,
  children,
}: CancelButtonProps) {
  const t = useTranslations('jobs.cancel');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const choiceName = useId();
  const [movesBack, setMovesBack] = useState(false);
  const button = (
    <Button variant="danger" disabledReason={disabledReason}>
      {t('button')}
    </Button>
  );
  if (disabledReason) return button;
  const cancel = async (): Promise<string | undefined> => {
    const result = await cancelAction(runId, movesBack);
    router.refresh();
    if (!result.ok) return failureText(result);
    toast({ tone: 'ok', title: t(movesBack ? 'doneBack' : 'done', { name }) });
  };
  return (
    <ConfirmDialog
      trigger={button}
      title={t('title', { name })}
      description={children}
      confirmLabel={t('confirm')}
      danger
      onConfirm={cancel}
    >
      {mayMoveBack ? (
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-ink-2">{t('moved')}</legend>
          <Radio
            name={choiceName}
            label={t('stay')}
            hint={ifTheyStay}
            checked={!movesBack}
            onChange={() => setMovesBack(false)}
          />
          <Radio
            name={choiceName}
            label={t('back')}
            hint={t('backHint')}
            checked={movesBack}
            onChange={() => setMovesBack(true)}
          />
        </fieldset>
      ) : (
        ifTheyStay
      )}
    </ConfirmDialog>
  );
}
