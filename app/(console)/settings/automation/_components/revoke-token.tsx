'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Note } from '@/components/ui/note';
import type { Failure } from '@/lib/model/action-result';
import { revokeTokenAction } from '../token-actions';

/** Ends a token, after a question: what uses it is refused from then on. */
export function RevokeToken({
  token,
  refusal,
}: {
  token: { id: string; name: string };
  refusal: string | null;
}) {
  const t = useTranslations('automation.tokens');
  const describe = useFailureText();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const revoke = () =>
    startTransition(async () => {
      const result = await revokeTokenAction(token.id);
      if (result.ok) setOpen(false);
      else setFailure(result);
    });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        setFailure(null);
        setOpen(open);
      }}
      title={t('revokeTitle', { name: token.name })}
      description={t('revokeBody')}
      trigger={
        <Button size="small" disabledReason={refusal} aria-label={t('revokeOf', { name: token.name })}>
          {t('revoke')}
        </Button>
      }
      actions={
        <Button variant="primary" pending={isPending} onClick={revoke}>
          {t('revokeConfirm')}
        </Button>
      }
    >
      {failure ? (
        <Note tone="crit" alert>
          {describe(failure)}
        </Note>
      ) : null}
    </Dialog>
  );
}
