'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { continueAction, pauseAction } from '../actions';

interface PauseButtonProps {
  runId: string;
  name: string;
  isPaused: boolean;
  disabledReason: string | null;
}

/** Pauses a job, or lets it continue. Neither asks back: each takes the other back. */
export function PauseButton({ runId, name, isPaused, disabledReason }: PauseButtonProps) {
  const t = useTranslations('jobs.pause');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const [isPending, startTransition] = useTransition();
  const change = () =>
    startTransition(async () => {
      const result = await (isPaused ? continueAction(runId) : pauseAction(runId));
      router.refresh();
      toast(
        result.ok
          ? { tone: 'ok', title: t(isPaused ? 'continued' : 'paused', { name }) }
          : { tone: 'crit', title: failureText(result) },
      );
    });
  return (
    <Button
      variant={isPaused ? 'primary' : undefined}
      pending={isPending}
      onClick={change}
      disabledReason={disabledReason}
    >
      {t(isPaused ? 'continue' : 'button')}
    </Button>
  );
}
