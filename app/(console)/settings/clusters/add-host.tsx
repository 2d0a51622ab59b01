'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState, useTransition } from 'react';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import { addHostAction } from './actions';
import { emptyHost, HostFields } from './host-fields';

interface AddHostProps {
  cluster: { id: string; name: string };
  refusal: string | null;
}

export function AddHost({ cluster, refusal }: AddHostProps) {
  const t = useTranslations('clusters');
  const describe = useFailureText();
  const toast = useToast();
  const formId = useId();
  const [isOpen, setOpen] = useState(false);
  const [host, setHost] = useState(emptyHost);
  const [failure, setFailure] = useState<Failure | null>(null);
  const errorOf = useFieldFailure(failure);
  const [isPending, startTransition] = useTransition();
  const open = (value: boolean) => {
    setFailure(null);
    if (value) setHost(emptyHost);
    setOpen(value);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    startTransition(async () => {
      const result = await addHostAction({ clusterId: cluster.id, ...host });
      if (!result.ok) return setFailure(result);
      toast({ tone: 'ok', title: t('hostAdded', { host: host.name }) });
      open(false);
    });
  };
  return (
    <Dialog
      wide
      open={isOpen}
      onOpenChange={open}
      title={t('addHostTitle', { name: cluster.name })}
      description={t('uriHint')}
      trigger={
        <Button size="small" disabledReason={refusal}>
          {t('addHost')}
        </Button>
      }
      actions={
        <Button type="submit" form={formId} variant="primary" pending={isPending}>
          {t('addHostConfirm')}
        </Button>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3" noValidate>
        {failure && !fieldOf(failure) ? (
          <Note tone="crit" alert>
            {describe(failure)}
          </Note>
        ) : null}
        <HostFields
          host={host}
          onChange={setHost}
          errorOf={(field) => errorOf(field) ?? errorOf(`hosts.0.${field}`)}
          withHints
        />
      </form>
    </Dialog>
  );
}
