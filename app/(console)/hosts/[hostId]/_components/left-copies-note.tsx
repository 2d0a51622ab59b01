'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Note } from '@/components/ui/note';
import { formatList } from '@/lib/format/list';
import type { LeftCopies } from '@/lib/views/host/left-copies';
import { removeCopiesAction } from '../actions';

interface LeftCopiesNoteProps {
  left: LeftCopies;
  disabledReason: string | null;
  className?: string;
}

/** A host still has stopped copies of VMs that are elsewhere now. A person can remove them. */
export function LeftCopiesNote({
  left: { hostId, host, copies },
  disabledReason,
  className,
}: LeftCopiesNoteProps) {
  const t = useTranslations('migrate.copyLeft');
  const locale = useLocale();
  const router = useRouter();
  const failureText = useFailureText();
  const about = (some: LeftCopies['copies']) => ({
    host,
    count: some.length,
    vms: formatList(
      some.map(({ vm }) => vm),
      locale,
    ),
  });
  const asked = copies.filter(({ removal }) => removal !== null && removal.error === null);
  const open = copies.filter(({ removal }) => removal === null || removal.error !== null);
  const remove = async (): Promise<string | undefined> => {
    const result = await removeCopiesAction({ hostId, vmIds: open.map(({ vmId }) => vmId) });
    if (!result.ok) return failureText(result);
    router.refresh();
  };
  const label = t('remove', { count: open.length });
  return (
    <Note
      tone="warn"
      className={className}
      title={t('title', about(copies))}
      actions={
        open.length === 0 ? null : disabledReason ? (
          <Button size="small" disabledReason={disabledReason}>
            {label}
          </Button>
        ) : (
          <ConfirmDialog
            trigger={<Button size="small">{label}</Button>}
            title={t('confirmTitle', about(open))}
            description={t('confirmBody', about(open))}
            confirmLabel={t('confirm', { count: open.length })}
            danger
            onConfirm={remove}
          />
        )
      }
    >
      <p>{t('body', about(copies))}</p>
      {asked[0]?.removal ? <p>{t('asked', { ...about(asked), by: asked[0].removal.by })}</p> : null}
      {copies.map(({ vmId, vm, removal }) =>
        removal?.error ? <p key={vmId}>{t('failed', { vm, why: failureText(removal.error) })}</p> : null,
      )}
    </Note>
  );
}
