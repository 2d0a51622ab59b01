'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { FailureText } from '@/components/state/failure-text';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { useFormAction } from '@/components/state/use-form-action';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useToast } from '@/components/ui/toast';
import { MAX_INTERVAL_SECONDS, MIN_INTERVAL_SECONDS } from '@/lib/model/cluster-clock';
import { ManagerFigures } from '@/lib/model/manager-figures';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { editClusterAction } from '../actions';

interface IntervalFormProps {
  cluster: Pick<ConfiguredCluster, 'id' | 'name' | 'intervalSeconds' | 'managerFigures'>;
  refusal: string | null;
}

/** How often the hosts of a cluster are sampled. */
export function IntervalForm({ cluster, refusal }: IntervalFormProps) {
  const { id, name, intervalSeconds, managerFigures } = cluster;
  const tFigures = useTranslations('figures.manager');
  const t = useTranslations('clusters');
  const toast = useToast();
  const router = useRouter();
  const { failure, isPending, submit } = useFormAction(
    (form) =>
      editClusterAction({
        clusterId: id,
        intervalSeconds: Number.parseFloat(String(form.get('intervalSeconds'))),
        seenSeconds: intervalSeconds,
        figures: ManagerFigures.safeParse(form.get('figures')).data,
      }),
    (failed) => {
      if (!failed) toast({ tone: 'ok', title: t('intervalSaved', { name }) });
      else if (failed.code === 'conflict') router.refresh();
    },
  );
  const errorOf = useFieldFailure(failure);
  return (
    <form onSubmit={submit} aria-label={`${t('interval')}: ${name}`} noValidate>
      <h3 className="font-semibold text-small">{t('interval')}</h3>
      <p className="mb-2 max-w-[86ch] text-ink-3 text-small">{t('intervalHint')}</p>
      <div className="flex flex-wrap items-start gap-3">
        <Field
          key={intervalSeconds}
          label={t('intervalSeconds')}
          hint={t('intervalRange', { least: MIN_INTERVAL_SECONDS, most: MAX_INTERVAL_SECONDS })}
          error={errorOf('intervalSeconds')}
          className="w-32"
        >
          <Input
            name="intervalSeconds"
            type="number"
            inputMode="numeric"
            min={MIN_INTERVAL_SECONDS}
            max={MAX_INTERVAL_SECONDS}
            required
            disabled={refusal !== null}
            defaultValue={intervalSeconds}
            className="text-right"
          />
        </Field>
        {managerFigures ? (
          <Field
            key={managerFigures}
            label={tFigures('title')}
            hint={tFigures('hint')}
            error={errorOf('figures')}
            className="w-full max-w-[60ch]"
          >
            <Select
              name="figures"
              defaultValue={managerFigures}
              disabled={refusal !== null}
              options={ManagerFigures.options.map((value) => ({ value, label: tFigures(value) }))}
            />
          </Field>
        ) : null}
        <Button type="submit" pending={isPending} disabledReason={refusal} className="md:mt-5.25">
          {t('saveInterval')}
        </Button>
      </div>
      <FailureText failure={failure} />
    </form>
  );
}
