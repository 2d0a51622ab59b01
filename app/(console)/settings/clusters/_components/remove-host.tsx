'use client';

import { useTranslations } from 'next-intl';
import { RemoveButton } from '@/components/state/remove-button';
import { removeHostAction } from '../actions';

interface RemoveHostProps {
  hostId: string;
  host: string;
  cluster: string;
  refusal: string | null;
}

export function RemoveHost({ hostId, host, cluster, refusal }: RemoveHostProps) {
  const t = useTranslations('clusters');
  return (
    <RemoveButton
      label={t('removeHost', { host })}
      title={t('removeHostTitle', { host, name: cluster })}
      description={t('removeHostLede', { host })}
      confirmLabel={t('removeHostConfirm')}
      done={t('hostRemoved', { host })}
      refusal={refusal}
      remove={() => removeHostAction({ hostId })}
    />
  );
}
