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
import { formatCores, formatMebibytes, formatMhz } from '@/lib/format/bytes';
import type { Failure } from '@/lib/model/action-result';
import type { HostPage } from '@/lib/services/inventory/read-host';
import { editHostReserveAction } from './actions';

interface ReserveDialogProps {
  host: HostPage['host'];
  /** The button that opens it. */
  trigger: ReactElement;
}

/** An empty field is null: what the cluster says, or what was observed. */
function readForm(form: FormData) {
  const read = (name: string): number | null => {
    const text = String(form.get(name));
    return text === '' ? null : Number(text);
  };
  return {
    reserveCores: read('reserveCores'),
    reserveMemoryMiB: read('reserveMemoryMiB'),
    enteredCoreMhz: read('enteredCoreMhz'),
  };
}

/** Writes down what a host keeps for itself, and its nominal clock. */
export function ReserveDialog({ host, trigger }: ReserveDialogProps) {
  const t = useTranslations('host.reserve');
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
    const entered = readForm(new FormData(event.currentTarget));
    startTransition(async () => {
      const result = await editHostReserveAction({ hostId: host.id, ...entered });
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
      title={t('title', { host: host.name })}
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
        <ReserveFields host={host} failure={failure} />
      </form>
    </Dialog>
  );
}

function ReserveFields({ host, failure }: { host: HostPage['host']; failure: Failure | null }) {
  const t = useTranslations('host.reserve');
  const locale = useLocale();
  const errorOf = useFieldFailure(failure);
  const { otherwise, enteredReserve, observedClock } = host;
  const emptyMeans = (from: 'cluster' | 'default' | undefined, value: string) =>
    from ? t(from === 'cluster' ? 'asCluster' : 'asDefault', { value }) : t('unseen');
  const fields = [
    {
      name: 'reserveCores',
      label: t('cores'),
      value: enteredReserve.cores,
      hint: emptyMeans(
        otherwise?.coresFrom,
        t('valueCores', { cores: formatCores(otherwise?.cores, locale) }),
      ),
    },
    {
      name: 'reserveMemoryMiB',
      label: t('memory'),
      value: enteredReserve.memoryMiB,
      hint: emptyMeans(otherwise?.memoryFrom, formatMebibytes(otherwise?.memoryMiB, locale)),
    },
    {
      name: 'enteredCoreMhz',
      label: t('clock'),
      value: host.enteredCoreMhz,
      hint: observedClock
        ? t(observedClock.from === 'told' ? 'clockTold' : 'clockSeen', {
            clock: formatMhz(observedClock.mhz, locale),
          })
        : t('clockUnknown'),
    },
  ];
  return fields.map(({ name, label, value, hint }) => (
    <Field key={name} label={label} hint={hint} error={errorOf(name)}>
      <Input
        name={name}
        type="number"
        inputMode="decimal"
        min={0}
        step="any"
        defaultValue={value ?? ''}
        className="w-40 text-right"
      />
    </Field>
  ));
}
