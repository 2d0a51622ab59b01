'use client';

import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Section } from '@/components/ui/page';
import { RelativeTime } from '@/components/ui/times';
import { useToast } from '@/components/ui/toast';
import type { AutomationPage } from '@/lib/views/settings/read-automation';
import { switchAutomationAction } from '../actions';

interface SwitchSectionProps {
  switchedOff: AutomationPage['switchedOff'];
  refusal: string | null;
}

/** The switch that stops all automation everywhere. */
export function SwitchSection({ switchedOff, refusal }: SwitchSectionProps) {
  const t = useTranslations('automation.switch');
  const describe = useFailureText();
  const toast = useToast();
  const words = switchedOff ? 'resume' : 'stop';
  const button = (
    <Button variant={switchedOff ? 'primary' : 'danger'} disabledReason={refusal}>
      {t(words)}
    </Button>
  );
  const confirm = async () => {
    const result = await switchAutomationAction({ to: switchedOff ? 'on' : 'off' });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t(switchedOff ? 'resumed' : 'stopped') });
  };
  return (
    <Section title={t('title')}>
      <p className="mb-3 max-w-[86ch] text-ink-2">
        {switchedOff
          ? t.rich('off', { by: switchedOff.by, when: () => <RelativeTime at={switchedOff.at} /> })
          : t('on')}
      </p>
      {refusal ? (
        button
      ) : (
        <ConfirmDialog
          trigger={button}
          title={t(`${words}Title`)}
          description={t(`${words}Body`)}
          confirmLabel={t(`${words}Confirm`)}
          danger={switchedOff === null}
          onConfirm={confirm}
        />
      )}
    </Section>
  );
}
