'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, type ReactElement, useId, useState, useTransition } from 'react';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import { formatLink } from '@/lib/format/link';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import type { MigrationNetworkView } from '@/lib/model/migration-network';

interface EnteredNetwork {
  hostId: string;
  migrationNetwork: string;
  enteredMigrationMbps: number | null;
}

interface NetworkDialogProps {
  host: { id: string; name: string };
  network: MigrationNetworkView;
  /** The button that opens it. */
  trigger: ReactElement;
  save: (input: EnteredNetwork) => Promise<ActionResult>;
}

/** Writes down which network a host's migrations use, and how fast it is. */
export function NetworkDialog({ host, network, trigger, save }: NetworkDialogProps) {
  const t = useTranslations('migration.hostNetwork');
  const describe = useFailureText();
  const toast = useToast();
  const formId = useId();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const open = (value: boolean) => {
    setFailure(null);
    setOpen(value);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const speed = String(form.get('speed'));
    startTransition(async () => {
      const result = await save({
        hostId: host.id,
        migrationNetwork: String(form.get('name')),
        enteredMigrationMbps: speed === '' ? null : Number(speed),
      });
      if (!result.ok) return setFailure(result);
      toast({ tone: 'ok', title: t('saved', { host: host.name }) });
      setOpen(false);
    });
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={open}
      trigger={trigger}
      title={t('nameTitle', { host: host.name })}
      description={t('lede')}
      actions={
        <Button type="submit" form={formId} variant="primary" pending={isPending}>
          {t('save')}
        </Button>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3" noValidate>
        {failure && !fieldOf(failure) ? (
          <Note tone="crit" alert>
            {describe(failure)}
          </Note>
        ) : null}
        <NetworkFields network={network} failure={failure} />
      </form>
    </Dialog>
  );
}

function NetworkFields({ network, failure }: { network: MigrationNetworkView; failure: Failure | null }) {
  const t = useTranslations('migration.hostNetwork');
  const locale = useLocale();
  const errorOf = useFieldFailure(failure);
  const { observedMbps } = network;
  return (
    <>
      <Field label={t('name')} hint={t('nameHint')} error={errorOf('migrationNetwork')}>
        <Input
          name="name"
          defaultValue={network.name ?? ''}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Field
        label={t('speed')}
        hint={
          observedMbps === null
            ? t('notObserved')
            : t('observed', { speed: formatLink(observedMbps, locale) })
        }
        error={errorOf('enteredMigrationMbps')}
      >
        <Input
          name="speed"
          type="number"
          inputMode="decimal"
          min={1}
          step="any"
          defaultValue={network.enteredMbps ?? ''}
          className="w-40 text-right"
        />
      </Field>
    </>
  );
}
