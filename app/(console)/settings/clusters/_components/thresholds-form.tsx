'use client';

import { useTranslations } from 'next-intl';
import { FailureText } from '@/components/state/failure-text';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { usePolicyForm } from './use-policy-form';

interface ThresholdsFormProps {
  cluster: Pick<ConfiguredCluster, 'id' | 'name' | 'policy' | 'policyVersion'>;
  refusal: string | null;
}

const fields = ['cpuThresholdPercent', 'memoryThresholdPercent'] as const;

const readThresholds = (form: FormData) =>
  Object.fromEntries(fields.map((field) => [field, Number.parseFloat(String(form.get(field)))]));

export function ThresholdsForm({ cluster, refusal }: ThresholdsFormProps) {
  const t = useTranslations('clusters');
  const tPolicy = useTranslations('policy.label');
  const { name } = cluster;
  const { failure, isPending, submit } = usePolicyForm(cluster, {
    read: readThresholds,
    saved: t('thresholdsSaved', { name }),
  });
  const errorOf = useFieldFailure(failure);
  return (
    <form onSubmit={submit} aria-label={`${t('thresholds')}: ${name}`} noValidate>
      <h3 className="font-semibold text-small">{t('thresholds')}</h3>
      <p className="mb-2 text-ink-3 text-small">{t('thresholdsHint')}</p>
      <div className="flex flex-wrap items-start gap-3">
        {fields.map((field) => (
          <Field
            key={`${field} ${cluster.policy[field]}`}
            label={tPolicy(field)}
            error={errorOf(`change.${field}`)}
            className="w-32"
          >
            <Input
              name={field}
              type="number"
              inputMode="decimal"
              min={1}
              max={100}
              step="any"
              required
              disabled={refusal !== null}
              defaultValue={cluster.policy[field]}
              className="text-right"
            />
          </Field>
        ))}
        <Button type="submit" pending={isPending} disabledReason={refusal} className="md:mt-5.25">
          {t('saveThresholds')}
        </Button>
      </div>
      <FailureText failure={failure} />
    </form>
  );
}
