'use client';

import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Icon } from '@/components/ui/icon';
import { useToast } from '@/components/ui/toast';
import type { ListedGroup } from '@/lib/views/policy/list-policies';
import { removeGroupAction } from '../actions';

interface RemoveGroupProps {
  group: ListedGroup;
  refusal: string | null;
}

export function RemoveGroup({ group, refusal }: RemoveGroupProps) {
  const t = useTranslations('policy.list');
  const describe = useFailureText();
  const toast = useToast();
  const { id, name } = group;
  const button = (
    <Button variant="ghost" size="iconSmall" aria-label={t('removeOf', { name })} disabledReason={refusal}>
      <Icon name="close" />
    </Button>
  );
  if (refusal) return button;
  const remove = async () => {
    const result = await removeGroupAction({ groupId: id });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t('removed', { name }) });
  };
  return (
    <ConfirmDialog
      trigger={button}
      title={t('removeTitle', { name })}
      description={t('removeLede')}
      confirmLabel={t('remove')}
      danger
      onConfirm={remove}
    />
  );
}
