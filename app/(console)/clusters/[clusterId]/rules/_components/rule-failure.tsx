'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { fieldOf, useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import type { Failure } from '@/lib/model/action-result';

/** Why a rule was not saved, unless a field says it. After a conflict the form can load what somebody else has saved. */
export function RuleFailure({ failure }: { failure: Failure | null }) {
  const t = useTranslations('rules');
  const describe = useFailureText();
  const router = useRouter();
  if (!failure || fieldOf(failure)) return null;
  const isConflict = failure.code === 'conflict';
  return (
    <Note
      tone="crit"
      alert
      actions={isConflict ? <Button onClick={() => router.refresh()}>{t('loadSaved')}</Button> : null}
    >
      {describe(failure)}
    </Note>
  );
}
