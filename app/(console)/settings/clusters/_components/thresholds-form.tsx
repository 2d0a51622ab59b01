'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { editPolicyAction } from '../actions';

interface ThresholdsFormProps {
  cluster: Pick<ConfiguredCluster, 'id' | 'name' | 'policy' | 'policyVersion'>;
  refusal: string | null;
}

const fields = ['cpuThresholdPercent', 'memoryThresholdPercent'] as const;

export function ThresholdsForm({ cluster, refusal }: ThresholdsFormProps) {
  const t = useTranslations('clusters');
  const tPolicy = useTranslations('policy.label');
  const { name } = cluster;
  const describe = useFailureText();
  const toast = useToast();
  const router = useRouter();
  const save = (form: FormData) => {
    const change = Object.fromEntries(
      fields.map((field) => [field, Number.parseFloat(String(form.get(field)))]),
    );
    return editPolicyAction({
      scope: 'cluster',
      clusterId: cluster.id,
      version: cluster.policyVersion,
      change,
    });
  };
  const { failure, isPending, submit } = useFormAction(save, (failed) => {
    if (!failed) toast({ tone: 'ok', title: t('thresholdsSaved', { name }) });
    else if (failed.code === 'conflict') router.refresh();
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
      {failure && !fieldOf(failure) ? (
        <p role="alert" className="mt-2 text-crit">
          {describe(failure)}
        </p>
      ) : null}
    </form>
  );
}
