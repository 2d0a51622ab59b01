'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';
import { cancelAction } from '../actions';

interface CancelButtonProps {
  runId: string;
  name: string;
  disabledReason: string | null;
  /** What cancelling would do now. */
  children: ReactNode;
}

/** Stops a job, after saying what that means. */
export function CancelButton({ runId, name, disabledReason, children }: CancelButtonProps) {
  const t = useTranslations('jobs.cancel');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const button = (
    <Button variant="danger" disabledReason={disabledReason}>
      {t('button')}
    </Button>
  );
  if (disabledReason) return button;
  const cancel = async (): Promise<string | undefined> => {
    const result = await cancelAction(runId);
    router.refresh();
    if (!result.ok) return failureText(result);
    toast({ tone: 'ok', title: t('done', { name }) });
  };
  return (
    <ConfirmDialog
      trigger={button}
      title={t('title', { name })}
      description={children}
      confirmLabel={t('confirm')}
      danger
      onConfirm={cancel}
    />
  );
}
