'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { PatchHostView } from '@/lib/views/patches/read-patch-run';
import { confirmPatchHostAction } from '../actions';
import { usePatchAction } from './use-patch-action';

interface ConfirmHostProps {
  patchRunId: string;
  host: Pick<PatchHostView, 'hostId' | 'name'>;
  what: 'step' | 'return';
  disabledReason: string | null;
}

/** A person says that the step of a host is done, or that it is back. */
export function ConfirmHost({ patchRunId, host, what, disabledReason }: ConfirmHostProps) {
  const t = useTranslations('patch.run');
  const act = usePatchAction();
  const key = what === 'step' ? 'confirmStep' : 'confirmReturn';
  const button = (
    <Button size="small" disabledReason={disabledReason}>
      {t(key)}
    </Button>
  );
  if (disabledReason) return button;
  return (
    <ConfirmDialog
      trigger={button}
      title={t(`${key}Title`, { host: host.name })}
      description={t(`${key}Body`, { host: host.name })}
      confirmLabel={t(key)}
      onConfirm={() => act(() => confirmPatchHostAction({ patchRunId, hostId: host.hostId }))}
    />
  );
}
