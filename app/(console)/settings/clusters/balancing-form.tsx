'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import { BalanceBy } from '@/lib/model/policy';
import type { Balancing } from '@/lib/services/policies/edit-balancing';
import { editBalancingAction } from './actions';

interface BalancingFormProps {
  clusterId: string;
  name: string;
  stored: Balancing;
  refusal: string | null;
}

const fields = [
  { name: 'reserveCpuPercent', label: 'reserveCpu', hint: 'reserveCpuHint', least: 0 },
  { name: 'reserveMemoryPercent', label: 'reserveMemory', hint: 'reserveMemoryHint', least: 0 },
  { name: 'vmOverheadMiB', label: 'vmOverhead', hint: 'vmOverheadHint', least: 0 },
  { name: 'memoryOvercommit', label: 'memoryOvercommit', hint: 'memoryOvercommitHint', least: 1 },
] as const;

const choices = { use: 'balanceByUse', assigned: 'balanceByAssigned', count: 'balanceByCount' } as const;

/** An empty field is null, which the overcommitment cannot be: the answer then names it. */
function readBalancing(form: FormData) {
  const read = (field: string): number | null => {
    const text = String(form.get(field));
    return text === '' ? null : Number(text);
  };
  return {
    reserveCpuPercent: read('reserveCpuPercent'),
    reserveMemoryPercent: read('reserveMemoryPercent'),
    vmOverheadMiB: read('vmOverheadMiB'),
    memoryOvercommit: read('memoryOvercommit') ?? Number.NaN,
    balanceBy: BalanceBy.parse(form.get('balanceBy')),
  };
}

/** What the hosts of a cluster keep and may promise, and what evens out. */
export function BalancingForm({ clusterId, name, stored, refusal }: BalancingFormProps) {
  const t = useTranslations('clusters');
  const describe = useFailureText();
  const toast = useToast();
  const router = useRouter();
  const { failure, isPending, submit } = useFormAction(
    (form) => editBalancingAction({ clusterId, balancing: readBalancing(form), expected: stored }),
    (failed) => {
      if (!failed) toast({ tone: 'ok', title: t('balancingSaved', { name }) });
      else if (failed.code === 'conflict') router.refresh();
    },
  );
  return (
    <form onSubmit={submit} aria-label={`${t('balancing')}: ${name}`} noValidate>
      <h3 className="font-semibold text-small">{t('balancing')}</h3>
      <p className="mb-2 max-w-[86ch] text-ink-3 text-small">{t('balancingHint')}</p>
      <BalancingFields stored={stored} refusal={refusal} failure={failure} />
      <Button type="submit" pending={isPending} disabledReason={refusal} className="mt-3">
        {t('saveBalancing')}
      </Button>
      {failure && !fieldOf(failure) ? (
        <p role="alert" className="mt-2 text-crit">
          {describe(failure)}
        </p>
      ) : null}
    </form>
  );
}

interface FieldsProps extends Pick<BalancingFormProps, 'stored' | 'refusal'> {
  failure: Failure | null;
}

function BalancingFields({ stored, refusal, failure }: FieldsProps) {
  const t = useTranslations('clusters');
  const errorOf = useFieldFailure(failure);
  const isDisabled = refusal !== null;
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-4">
      {fields.map(({ name, label, hint, least }) => (
        <Field
          key={`${name} ${stored[name]}`}
          label={t(label)}
          hint={t(hint)}
          error={errorOf(`balancing.${name}`)}
          className="w-44"
        >
          <Input
            name={name}
            type="number"
            inputMode="decimal"
            min={least}
            step="any"
            disabled={isDisabled}
            defaultValue={stored[name] ?? ''}
            className="text-right"
          />
        </Field>
      ))}
      <Field key={stored.balanceBy} label={t('balanceBy')} className="w-72 max-w-full">
        <Select
          name="balanceBy"
          defaultValue={stored.balanceBy}
          disabled={isDisabled}
          options={BalanceBy.options.map((value) => ({ value, label: t(choices[value]) }))}
        />
      </Field>
    </div>
  );
}
