'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { paths } from '@/lib/model/paths';
import { undoAction } from '../actions';

interface UndoButtonProps {
  runId: string;
  name: string;
  disabledReason: string | null;
  /** What would move back, and what would stay. */
  children: ReactNode;
}

/** Undoes a finished job: asks once, with the moves that this would make, and opens the new job. */
export function UndoButton({ runId, name, disabledReason, children }: UndoButtonProps) {
  const t = useTranslations('jobs.undo');
  const router = useRouter();
  const failureText = useFailureText();
  const button = <Button disabledReason={disabledReason}>{t('button')}</Button>;
  if (disabledReason) return button;
  const undo = async (): Promise<string | undefined> => {
    const result = await undoAction(runId);
    if (!result.ok) return failureText(result);
    router.push(paths.job(result.value.runId));
  };
  return (
    <ConfirmDialog
      trigger={button}
      title={t('title', { name })}
      description={t('description')}
      confirmLabel={t('confirm')}
      onConfirm={undo}
    >
      {children}
    </ConfirmDialog>
  );
}
