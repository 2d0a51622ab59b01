'use client';

import { useTranslations } from 'next-intl';
import { RemoveButton } from '@/components/state/remove-button';
import type { ListedGroup } from '@/lib/views/policy/list-policies';
import { removeGroupAction } from '../actions';

interface RemoveGroupProps {
  group: ListedGroup;
  refusal: string | null;
}

export function RemoveGroup({ group: { id, name }, refusal }: RemoveGroupProps) {
  const t = useTranslations('policy.list');
  return (
    <RemoveButton
      label={t('removeOf', { name })}
      title={t('removeTitle', { name })}
      description={t('removeLede')}
      confirmLabel={t('remove')}
      done={t('removed', { name })}
      refusal={refusal}
      remove={() => removeGroupAction({ groupId: id })}
    />
  );
}
