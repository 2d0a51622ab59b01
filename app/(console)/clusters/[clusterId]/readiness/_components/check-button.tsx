'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { checkReadinessAction } from '../actions';

interface CheckButtonProps {
  clusterId: string;
  isChecking: boolean;
  disabledReason: string | null;
}

/** Asks for a check; the page shows its result when a worker has made it. */
export function CheckButton({ clusterId, isChecking, disabledReason }: CheckButtonProps) {
  const t = useTranslations('readiness');
  const describe = useFailureText();
  const toast = useToast();
  const router = useRouter();
  const [isSending, send] = useTransition();
  const check = () =>
    send(async () => {
      const result = await checkReadinessAction(clusterId);
      if (!result.ok) toast({ tone: 'crit', title: describe(result) });
      router.refresh();
    });
  const isPending = isSending || isChecking;
  return (
    <Button variant="primary" onClick={check} pending={isPending} disabledReason={disabledReason}>
      {isPending ? t('checking') : t('check')}
    </Button>
  );
}
