'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { useToast } from '@/components/ui/toast';
import type { ActionResult, Failure } from '@/lib/model/action-result';

/** Forgets refusals, one or many at once. */
export type TryAgain = (refusalIds: string[]) => Promise<ActionResult>;

/** Requests that refusals are forgotten, and reports the result in a toast, or as a problem beside the button. */
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
