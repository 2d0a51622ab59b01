'use client';

import { useTranslations } from 'next-intl';
import { FailureText } from '@/components/state/failure-text';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { readDemand } from './read-demand';
import { usePolicyForm } from './use-policy-form';

interface DemandFormProps {
  cluster: Pick<ConfiguredCluster, 'id' | 'name' | 'policy' | 'policyVersion'>;
  refusal: string | null;
}

const fields = [
  { name: 'demandSeconds', least: 15, most: 3600 },
  { name: 'usualDemandSeconds', least: 300, most: 3600 },
  { name: 'usualDemandPercentile', least: 50, most: 100 },
] as const;

/** How the demand of VMs is smoothed before anything is decided. */
export function DemandForm({ cluster, refusal }: DemandFormProps) {
  const t = useTranslations('clusters');
  const tPolicy = useTranslations('policy');
  const { name, policy } = cluster;
  const { failure, isPending, submit } = usePolicyForm(cluster, {
    read: readDemand,
    saved: t('demandSaved', { name }),
  });
  const errorOf = useFieldFailure(failure);
  return (
    <form onSubmit={submit} aria-label={`${t('demand')}: ${name}`} noValidate>
      <h3 className="font-semibold text-small">{t('demand')}</h3>
      <p className="mb-2 max-w-[86ch] text-ink-3 text-small">{t('demandHint')}</p>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-4">
        {fields.map((field) => (
          <Field
            key={`${field.name} ${policy[field.name]}`}
            label={tPolicy(`label.${field.name}`)}
            hint={tPolicy(`hint.${field.name}`)}
            error={errorOf(`change.${field.name}`)}
            className="w-44"
          >
            <Input
              name={field.name}
              type="number"
              inputMode="numeric"
              min={field.least}
              max={field.most}
              step="any"
              disabled={refusal !== null}
              defaultValue={policy[field.name] ?? ''}
              className="text-right"
            />
          </Field>
        ))}
      </div>
      <Button type="submit" pending={isPending} disabledReason={refusal} className="mt-3">
        {t('saveDemand')}
      </Button>
      <FailureText failure={failure} />
    </form>
  );
}
