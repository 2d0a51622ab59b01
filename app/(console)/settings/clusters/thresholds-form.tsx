'use client';

import { useTranslations } from 'next-intl';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import { editThresholdsAction } from './actions';

interface ThresholdsFormProps {
  clusterId: string;
  name: string;
  stored: { cpuPercent: number; memoryPercent: number };
  refusal: string | null;
}

export function ThresholdsForm({ clusterId, name, stored, refusal }: ThresholdsFormProps) {
  const t = useTranslations('clusters');
  const describe = useFailureText();
  const toast = useToast();
  const save = (form: FormData) => {
    const read = (field: string) => Number.parseFloat(String(form.get(field)));
    const entered = { cpuPercent: read('cpuPercent'), memoryPercent: read('memoryPercent') };
    return editThresholdsAction({ clusterId, ...entered, expected: stored });
  };
  const { failure, isPending, submit } = useFormAction(save, (failed) => {
    if (!failed) toast({ tone: 'ok', title: t('thresholdsSaved', { name }) });
  });
  const errorOf = useFieldFailure(failure);
  const fields = [
    { field: 'cpuPercent', label: t('cpuThreshold'), value: stored.cpuPercent },
    { field: 'memoryPercent', label: t('memoryThreshold'), value: stored.memoryPercent },
  ];
  return (
    <form onSubmit={submit} aria-label={`${t('thresholds')}: ${name}`} noValidate>
      <h3 className="font-semibold text-small">{t('thresholds')}</h3>
      <p className="mb-2 text-ink-3 text-small">{t('thresholdsHint')}</p>
      <div className="flex flex-wrap items-start gap-3">
        {fields.map(({ field, label, value }) => (
          <Field key={`${field} ${value}`} label={label} error={errorOf(field)} className="w-32">
            <Input
              name={field}
              type="number"
              inputMode="decimal"
              min={1}
              max={100}
              step="any"
              required
              disabled={refusal !== null}
              defaultValue={value}
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
