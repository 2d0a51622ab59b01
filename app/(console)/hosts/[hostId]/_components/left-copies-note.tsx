'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Note } from '@/components/ui/note';
import type { VmCopy } from '@/lib/views/host/read-vm-panel';
import { removeCopyAction } from '../actions';

interface VmCopyNoteProps {
  vm: { id: string; name: string };
  copy: VmCopy;
  disabledReason: string | null;
}

/** Another host still has a stopped copy of the VM, which a person can remove. */
export function VmCopyNote({ vm, copy, disabledReason }: VmCopyNoteProps) {
  const t = useTranslations('migrate.copyLeft');
  const router = useRouter();
  const failureText = useFailureText();
  const names = { vm: vm.name, host: copy.host };
  const { removal } = copy;
  const remove = async (): Promise<string | undefined> => {
    const result = await removeCopyAction({ vmId: vm.id, hostId: copy.hostId });
    if (!result.ok) return failureText(result);
    router.refresh();
  };
  const isAsked = removal !== null && removal.error === null;
  return (
    <Note
      tone="warn"
      className="mb-3"
      title={t('title', names)}
      actions={
        isAsked ? null : disabledReason ? (
          <Button size="small" disabledReason={disabledReason}>
            {t('remove')}
          </Button>
        ) : (
          <ConfirmDialog
            trigger={<Button size="small">{t('remove')}</Button>}
            title={t('confirmTitle', names)}
            description={t('confirmBody', names)}
            confirmLabel={t('confirm')}
            danger
            onConfirm={remove}
          />
        )
      }
    >
      <p>{t('body', names)}</p>
      {removal && removal.error === null ? <p>{t('asked', { by: removal.by })}</p> : null}
      {removal?.error ? <p>{t('failed', { why: failureText(removal.error) })}</p> : null}
    </Note>
  );
}
