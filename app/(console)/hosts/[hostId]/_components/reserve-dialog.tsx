'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactElement } from 'react';
import { usePolicyWords } from '@/components/domain/use-policy-words';
import { FormDialog } from '@/components/state/form-dialog';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { formatCores, formatMebibytes, formatMhz } from '@/lib/format/bytes';
import type { Failure } from '@/lib/model/action-result';
import type { HostReserve } from '@/lib/model/reserve';
import type { HostPage } from '@/lib/views/host/read-host';
import { editHostReserveAction } from '../actions';

type ReservedHost = Pick<
  HostPage['host'],
  'id' | 'name' | 'policyVersion' | 'enteredReserve' | 'enteredCoreMhz' | 'otherwise' | 'observedClock'
>;

interface ReserveDialogProps {
  host: ReservedHost;
  /** The button that opens it. */
  trigger: ReactElement;
}

/** An empty field is null: what the cluster says, or what was observed. */
function readForm(form: FormData, host: ReservedHost) {
  const read = (name: string): number | null => {
    const text = String(form.get(name));
    return text === '' ? null : Number(text);
  };
  const enteredCoreMhz = read('enteredCoreMhz');
  return {
    hostId: host.id,
    version: host.policyVersion,
    change: { reserveCores: read('reserveCores'), reserveMemoryMiB: read('reserveMemoryMiB') },
    ...(enteredCoreMhz === host.enteredCoreMhz ? {} : { enteredCoreMhz }),
  };
}

/** Writes down what a host keeps for itself, and its nominal clock. */
export function ReserveDialog({ host, trigger }: ReserveDialogProps) {
  const t = useTranslations('host.reserve');
  return (
    <FormDialog
      trigger={trigger}
      title={t('title', { host: host.name })}
      description={t('lede')}
      saveLabel={t('save')}
      savedTitle={t('saved', { host: host.name })}
      save={(form) => editHostReserveAction(readForm(form, host))}
    >
      {(failure) => <ReserveFields host={host} failure={failure} />}
    </FormDialog>
  );
}

function ReserveFields({ host, failure }: { host: ReservedHost; failure: Failure | null }) {
  const t = useTranslations('host.reserve');
  const words = usePolicyWords();
  const locale = useLocale();
  const errorOf = useFieldFailure(failure);
  const { otherwise, enteredReserve, observedClock } = host;
  const emptyMeans = (from: HostReserve['coresFrom'] | undefined, value: string) =>
    from ? t('emptyMeans', { value, source: t(`source.${from}`) }) : t('unseen');
  const fields = [
    {
      name: 'reserveCores',
      path: 'change.reserveCores',
      label: `${words.label('reserveCores')}, ${words.unit('reserveCores')}`,
      value: enteredReserve.cores,
      hint: emptyMeans(
        otherwise?.coresFrom,
        t('valueCores', { cores: formatCores(otherwise?.cores, locale) }),
      ),
    },
    {
      name: 'reserveMemoryMiB',
      path: 'change.reserveMemoryMiB',
      label: `${words.label('reserveMemoryMiB')}, ${words.unit('reserveMemoryMiB')}`,
      value: enteredReserve.memoryMiB,
      hint: emptyMeans(otherwise?.memoryFrom, formatMebibytes(otherwise?.memoryMiB, locale)),
    },
    {
      name: 'enteredCoreMhz',
      path: 'enteredCoreMhz',
      label: t('clock'),
      value: host.enteredCoreMhz,
      hint: observedClock
        ? t(observedClock.from === 'reported' ? 'clockReported' : 'clockSeen', {
            clock: formatMhz(observedClock.mhz, locale),
          })
        : t('clockUnknown'),
    },
  ];
  return fields.map(({ name, path, label, value, hint }) => (
    <Field key={name} label={label} hint={hint} error={errorOf(path)}>
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
