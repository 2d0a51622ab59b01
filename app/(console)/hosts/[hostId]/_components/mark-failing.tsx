'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { FailingReason } from '@/lib/model/failing-host';
import { clearFailingAction, markFailingAction } from '../actions';

interface MarkFailingProps {
  host: { id: string; name: string };
  disabledReason: string | null;
}

/** Marks the host as failing, with the reason. */
export function MarkFailing({ host, disabledReason }: MarkFailingProps) {
  const t = useTranslations('host.failing');
  const router = useRouter();
  const failureText = useFailureText();
  const [reason, setReason] = useState<FailingReason>('memory');
  const [note, setNote] = useState('');
  if (disabledReason) return <Button disabledReason={disabledReason}>{t('mark')}</Button>;
  const mark = async (): Promise<string | undefined> => {
    const result = await markFailingAction({ hostId: host.id, reason, note });
    if (!result.ok) return failureText(result);
    router.refresh();
  };
  return (
    <ConfirmDialog
      trigger={<Button>{t('mark')}</Button>}
      title={t('markTitle', { host: host.name })}
      description={t('markBody')}
      confirmLabel={t('markConfirm')}
      danger
      onConfirm={mark}
    >
      <div className="grid gap-3">
        <Field label={t('reason')}>
          <Select
            value={reason}
            onChange={(event) => setReason(FailingReason.catch('other').parse(event.target.value))}
            options={FailingReason.options.map((value) => ({ value, label: t(`reasons.${value}`) }))}
          />
        </Field>
        <Field label={t('note')} hint={t('noteHint')}>
          <Input value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
    </ConfirmDialog>
  );
}

/** Says that the host no longer fails. */
export function ClearFailing({ host, disabledReason }: MarkFailingProps) {
  const t = useTranslations('host.failing');
  const router = useRouter();
  const failureText = useFailureText();
  if (disabledReason) return <Button disabledReason={disabledReason}>{t('clear')}</Button>;
  const clear = async (): Promise<string | undefined> => {
    const result = await clearFailingAction(host.id);
    if (!result.ok) return failureText(result);
    router.refresh();
  };
  return (
    <ConfirmDialog
      trigger={<Button>{t('clear')}</Button>}
      title={t('clearTitle', { host: host.name })}
      description={t('clearBody')}
      confirmLabel={t('clearConfirm')}
      onConfirm={clear}
    />
  );
}
