'use client';

import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Icon } from '@/components/ui/icon';
import { useToast } from '@/components/ui/toast';
import { removeRuleAction } from '../actions';

interface RemoveRuleProps {
  ruleId: string;
  version: number;
  name: string;
  refusal: string | null;
}

export function RemoveRule({ ruleId, version, name, refusal }: RemoveRuleProps) {
  const t = useTranslations('rules');
  const describe = useFailureText();
  const toast = useToast();
  const remove = async () => {
    const result = await removeRuleAction({ ruleId, version });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t('removed', { name }) });
  };
  const button = (
    <Button variant="ghost" size="iconSmall" aria-label={t('removeOf', { name })} disabledReason={refusal}>
      <Icon name="close" />
    </Button>
  );
  if (refusal) return button;
  return (
    <ConfirmDialog
      trigger={button}
      title={t('removeTitle', { name })}
      description={t('removeLede')}
      confirmLabel={t('removeConfirm')}
      danger
      onConfirm={remove}
    />
  );
}
