'use client';

import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';
import { resumeAutomationAction } from '../actions';

interface ResumeButtonProps {
  cluster: { id: string; name: string };
  refusal: string | null;
}

/** Lets automation of a cluster act again after it stopped by itself. */
export function ResumeButton({ cluster: { id, name }, refusal }: ResumeButtonProps) {
  const t = useTranslations('automation.stops');
  const describe = useFailureText();
  const toast = useToast();
  const button = (
    <Button size="small" disabledReason={refusal}>
      {t('resume')}
    </Button>
  );
  if (refusal) return button;
  const resume = async () => {
    const result = await resumeAutomationAction({ clusterId: id });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t('resumed', { cluster: name }) });
  };
  return (
    <ConfirmDialog
      trigger={button}
      title={t('resumeTitle', { cluster: name })}
      description={t('resumeBody')}
      confirmLabel={t('resumeConfirm')}
      onConfirm={resume}
    />
  );
}
