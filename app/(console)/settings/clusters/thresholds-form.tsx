'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { fieldOf, useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
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
  const [failure, setFailure] = useState<Failure | null>(null);
  const errorOf = useFieldFailure(failure);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (field: string) => Number.parseFloat(String(form.get(field)));
    const entered = { cpuPercent: read('cpuPercent'), memoryPercent: read('memoryPercent') };
    startTransition(async () => {
      const result = await editThresholdsAction({ clusterId, ...entered, expected: stored });
      setFailure(result.ok ? null : result);
      if (result.ok) toast({ tone: 'ok', title: t('thresholdsSaved', { name }) });
    });
  };
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
