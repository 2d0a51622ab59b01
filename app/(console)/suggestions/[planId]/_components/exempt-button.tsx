'use client';

import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { exemptAction } from '../actions';

interface ExemptButtonProps {
  vm: { id: string; name: string };
  disabledReason: string | null;
}

/** Leaves a VM out of balancing for a week. The next evaluation makes a suggestion without it. */
export function ExemptButton({ vm, disabledReason }: ExemptButtonProps) {
  const t = useTranslations('suggestions.moves');
  const toast = useToast();
  const describe = useFailureText();
  const [isPending, startTransition] = useTransition();
  const exempt = () =>
    startTransition(async () => {
      const result = await exemptAction(vm.id);
      toast(
        result.ok
          ? { tone: 'ok', title: t('exempted', { vm: vm.name }) }
          : { tone: 'crit', title: describe(result) },
      );
    });
  return (
    <Button
      size="small"
      variant="ghost"
      aria-label={`${t('exempt')}: ${vm.name}`}
      pending={isPending}
      disabledReason={disabledReason}
      onClick={exempt}
    >
      {t('exempt')}
    </Button>
  );
}
