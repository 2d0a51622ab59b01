'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import type { FailedChoice } from '@/lib/model/patch-run';
import { continuePatchRunAction } from '../actions';
import { usePatchAction } from './use-patch-action';

interface FailedChoicesProps {
  patchRunId: string;
  hostId: string;
  mayHaveRun: boolean; // its step may have run
  disabledReason: string | null;
}

/** How a run continues with a host that has failed. */
export function FailedChoices({ patchRunId, hostId, mayHaveRun, disabledReason }: FailedChoicesProps) {
  const t = useTranslations('patch.run');
  const act = usePatchAction();
  const [failure, setFailure] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const choices: FailedChoice[] = mayHaveRun ? ['again', 'ran', 'skip'] : ['again', 'skip'];
  const choose = (failed: FailedChoice) =>
    startTransition(async () =>
      setFailure(await act(() => continuePatchRunAction({ patchRunId, hostId, failed }))),
    );
  return (
    <>
      {choices.map((choice) => (
        <Button
          key={choice}
          pending={isPending}
          disabledReason={disabledReason}
          onClick={() => choose(choice)}
        >
          {t(choice)}
        </Button>
      ))}
      {failure ? (
        <p role="alert" className="w-full text-crit">
          {failure}
        </p>
      ) : null}
    </>
  );
}
