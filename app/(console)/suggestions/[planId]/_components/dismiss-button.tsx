'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { TextArea } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useToast } from '@/components/ui/toast';
import { Dismissal } from '@/lib/model/dismissal';
import { dismissAction } from '../actions';

interface DismissButtonProps {
  planId: string;
  name: string;
  disabledReason: string | null;
}

/** Turns the suggestion down, with a reason for others to read. */
export function DismissButton({ planId, name, disabledReason }: DismissButtonProps) {
  const t = useTranslations('suggestions');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const [isOpen, setOpen] = useState(false);
  const [why, setWhy] = useState<Dismissal>('not-now');
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const button = (
    <Button variant="ghost" disabledReason={disabledReason}>
      {t('actions.dismiss')}
    </Button>
  );
  if (disabledReason) return button;
  const dismiss = () =>
    startTransition(async () => {
      const result = await dismissAction(planId, { why, reason });
      if (result.ok) {
        setOpen(false);
        toast({ tone: 'ok', title: t('dismiss.done', { name }) });
      } else setFailure(failureText(result));
      router.refresh();
    });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={button}
      title={t('dismiss.title', { name })}
      description={t('dismiss.description')}
      actions={
        <Button variant="primary" pending={isPending} onClick={dismiss}>
          {t('dismiss.confirm')}
        </Button>
      }
    >
      <Field label={t('dismiss.why')} className="mb-3">
        <Select
          value={why}
          onChange={(event) => setWhy(Dismissal.parse(event.target.value))}
          options={Dismissal.options.map((value) => ({ value, label: t(`dismiss.code.${value}`) }))}
        />
      </Field>
      <Field label={t('dismiss.reason')} hint={t('dismiss.hint')} error={failure}>
        <TextArea maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </Dialog>
  );
}
