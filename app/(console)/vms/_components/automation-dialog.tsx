'use client';

import { useTranslations } from 'next-intl';
import { type ReactElement, useState, useTransition } from 'react';
import { useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Radio } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import type { Failure } from '@/lib/model/action-result';
import { Automation } from '@/lib/model/vm';
import type { SetAutomationInput } from '@/lib/services/vms/set-automation';
import { useAutomation } from './use-automation';

interface AutomationDialogProps {
  trigger: ReactElement;
  /** Which VMs it changes, and in words: a name, or how many. */
  vms: SetAutomationInput['vms'];
  subject: string;
  current?: Automation;
  onChanged?: () => void;
}

/** Chooses who may move VMs, with a reason that others will read. */
export function AutomationDialog({ trigger, vms, subject, current, onChanged }: AutomationDialogProps) {
  const t = useTranslations('vms.automation');
  const describe = useFailureText();
  const { change } = useAutomation();
  const [isOpen, setOpen] = useState(false);
  const [level, setLevel] = useState<Automation>(current ?? 'excluded');
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const errorOf = useFieldFailure(failure);
  const save = () =>
    startTransition(async () => {
      const result = await change({ vms, automation: level, reason });
      setFailure(result.ok ? null : result);
      if (!result.ok) return;
      setOpen(false);
      setReason('');
      onChanged?.();
    });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
      title={t('title', { subject })}
      description={t('lede')}
      actions={
        <Button variant="primary" pending={isPending} onClick={save}>
          {t('confirm')}
        </Button>
      }
    >
      <div className="grid gap-3">
        {failure && !errorOf('reason') ? (
          <Note tone="crit" alert>
            {describe(failure)}
          </Note>
        ) : null}
        <fieldset className="grid gap-1.5">
          <legend className="sr-only">{t('level')}</legend>
          {Automation.options.map((option) => (
            <Radio
              key={option}
              name="automation"
              label={t(`levels.${option}`)}
              hint={t(`hints.${option}`)}
              checked={level === option}
              onChange={() => setLevel(option)}
            />
          ))}
        </fieldset>
        <Field label={t('reason')} hint={t('reasonHint')} error={errorOf('reason')}>
          <Input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}
