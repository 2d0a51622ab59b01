'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { askFenceAction } from '../actions';

interface FenceFormProps {
  host: { id: string; name: string };
  fence: { name: string; description: string };
  disabledReason: string | null;
}

/** Switches the host off by a command, once its name has been typed. */
export function FenceForm({ host, fence, disabledReason }: FenceFormProps) {
  const t = useTranslations('outage.fence');
  const router = useRouter();
  const failureText = useFailureText();
  const [typedName, setTypedName] = useState('');
  const label = t('run', { fence: fence.name });
  const run = async (): Promise<string | undefined> => {
    const result = await askFenceAction({ hostId: host.id, fence: fence.name, typedName });
    if (!result.ok) return failureText(result);
    router.refresh();
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      {disabledReason ? (
        <Button disabledReason={disabledReason}>{label}</Button>
      ) : (
        <ConfirmDialog
          trigger={<Button>{label}</Button>}
          title={t('confirmTitle', { host: host.name })}
          description={t('confirmBody', { host: host.name, fence: fence.name })}
          confirmLabel={t('confirm', { host: host.name })}
          danger
          onConfirm={run}
        >
          <Field label={t('typedName', { host: host.name })}>
            <Input
              value={typedName}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setTypedName(event.target.value)}
            />
          </Field>
        </ConfirmDialog>
      )}
      <span className="text-ink-2">{fence.description}</span>
    </div>
  );
}
