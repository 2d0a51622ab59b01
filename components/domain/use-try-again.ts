'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { useToast } from '@/components/ui/toast';
import type { ActionResult, Failure } from '@/lib/model/action-result';

/** What forgets refusals; how many at once does not matter to it. */
export type TryAgain = (refusalIds: string[]) => Promise<ActionResult>;

/** Has refusals forgotten, and tells what came of it: by a toast, or as the problem to show beside the button. */
export function useTryAgain(onTryAgain: TryAgain) {
  const t = useTranslations('refusal');
  const toast = useToast();
  const failureText = useFailureText();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const tryAgain = (refusalIds: string[]) =>
    startTransition(async () => {
      const result = await onTryAgain(refusalIds);
      setFailure(result.ok ? null : result);
      if (result.ok) toast({ tone: 'ok', title: t('done') });
    });
  return { tryAgain, isPending, problem: failure && failureText(failure) };
}
