'use client';

import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Icon } from '@/components/ui/icon';
import { useToast } from '@/components/ui/toast';
import { removeHostAction } from '../actions';

interface RemoveHostProps {
  hostId: string;
  host: string;
  cluster: string;
  refusal: string | null;
}

export function RemoveHost({ hostId, host, cluster, refusal }: RemoveHostProps) {
  const t = useTranslations('clusters');
  const describe = useFailureText();
  const toast = useToast();
  const remove = async () => {
    const result = await removeHostAction({ hostId });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t('hostRemoved', { host }) });
  };
  const button = (
    <Button variant="ghost" size="iconSmall" aria-label={t('removeHost', { host })} disabledReason={refusal}>
      <Icon name="close" />
    </Button>
  );
  if (refusal) return button;
  return (
    <ConfirmDialog
      trigger={button}
      title={t('removeHostTitle', { host, name: cluster })}
      description={t('removeHostLede', { host })}
      confirmLabel={t('removeHostConfirm')}
      danger
      onConfirm={remove}
    />
  );
}
