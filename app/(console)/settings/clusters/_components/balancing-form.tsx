'use client';

import { useTranslations } from 'next-intl';
import { FailureText } from '@/components/state/failure-text';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { Failure } from '@/lib/model/action-result';
import type { Policy } from '@/lib/model/policy';
import { BalanceBy } from '@/lib/model/policy-fields';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { usePolicyForm } from './use-policy-form';

interface BalancingFormProps {
  cluster: Pick<ConfiguredCluster, 'id' | 'name' | 'policy' | 'policyVersion'>;
  refusal: string | null;
}

const fields = [
  { name: 'reserveCpuPercent', least: 0 },
  { name: 'reserveMemoryPercent', least: 0 },
  { name: 'vmOverheadMiB', least: 0 },
  { name: 'memoryOvercommit', least: 1 },
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
export function BalancingForm({ cluster, refusal }: BalancingFormProps) {
  const t = useTranslations('clusters');
  const { name, policy } = cluster;
  const { failure, isPending, submit } = usePolicyForm(cluster, {
    read: readBalancing,
    saved: t('balancingSaved', { name }),
  });
  return (
    <form onSubmit={submit} aria-label={`${t('balancing')}: ${name}`} noValidate>
      <h3 className="font-semibold text-small">{t('balancing')}</h3>
      <p className="mb-2 max-w-[86ch] text-ink-3 text-small">{t('balancingHint')}</p>
      <BalancingFields policy={policy} refusal={refusal} failure={failure} />
      <Button type="submit" pending={isPending} disabledReason={refusal} className="mt-3">
        {t('saveBalancing')}
      </Button>
      <FailureText failure={failure} />
    </form>
  );
}

interface FieldsProps extends Pick<BalancingFormProps, 'refusal'> {
  policy: Policy;
  failure: Failure | null;
}

function BalancingFields({ policy, refusal, failure }: FieldsProps) {
  const t = useTranslations('policy');
  const tChoice = useTranslations('clusters');
  const errorOf = useFieldFailure(failure);
  const isDisabled = refusal !== null;
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-4">
      {fields.map(({ name, least }) => (
        <Field
          key={`${name} ${policy[name]}`}
          label={t(`label.${name}`)}
          hint={t(`hint.${name}`)}
          error={errorOf(`change.${name}`)}
          className="w-44"
        >
          <Input
            name={name}
            type="number"
            inputMode="decimal"
            min={least}
            step="any"
            disabled={isDisabled}
            defaultValue={policy[name] ?? ''}
            className="text-right"
          />
        </Field>
      ))}
      <Field key={policy.balanceBy} label={t('label.balanceBy')} className="w-72 max-w-full">
        <Select
          name="balanceBy"
          defaultValue={policy.balanceBy}
          disabled={isDisabled}
          options={BalanceBy.options.map((value) => ({ value, label: tChoice(choices[value]) }))}
        />
      </Field>
    </div>
  );
}
