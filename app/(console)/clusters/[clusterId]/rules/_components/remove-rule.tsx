'use client';

import { useTranslations } from 'next-intl';
import { RemoveButton } from '@/components/state/remove-button';
import { removeRuleAction } from '../actions';

interface RemoveRuleProps {
  ruleId: string;
  version: number;
  name: string;
  refusal: string | null;
}

export function RemoveRule({ ruleId, version, name, refusal }: RemoveRuleProps) {
  const t = useTranslations('rules');
  return (
    <RemoveButton
      label={t('removeOf', { name })}
      title={t('removeTitle', { name })}
      description={t('removeLede')}
      confirmLabel={t('removeConfirm')}
      done={t('removed', { name })}
      refusal={refusal}
      remove={() => removeRuleAction({ ruleId, version })}
    />
  );
}
