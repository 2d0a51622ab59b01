'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { StallRisk } from '@/components/domain/stall-risk';
import { FailureText } from '@/components/state/failure-text';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { ableAction, stallActionsOf } from '@/lib/model/able';
import type { Failure } from '@/lib/model/action-result';
import type { DriverAbilities } from '@/lib/model/driver-traits';
import type { Policy } from '@/lib/model/policy';
import { StallAction } from '@/lib/model/policy-fields';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { usePolicyForm } from './use-policy-form';

interface MigrationsFormProps {
  /** Of what its hypervisor cannot do nothing is offered. */
  cluster: Pick<ConfiguredCluster, 'id' | 'name' | 'driver' | 'policy' | 'policyVersion'>;
  refusal: string | null;
}

const fields = {
  limits: [
    { name: 'movesPerHost', hint: 'movesPerHost', empty: null },
    { name: 'movesPerCluster', hint: null, empty: 'noLimit' },
    { name: 'movesPerNetwork', hint: null, empty: 'noLimit' },
  ],
  copying: [
    { name: 'bandwidthCapMiBps', hint: null, empty: 'noCap' },
    { name: 'targetPauseMs', hint: 'targetPauseMs', empty: null },
  ],
  troubles: [
    { name: 'stallSeconds', hint: 'stallSeconds', empty: null },
    { name: 'maxTries', hint: 'maxTries', empty: null },
  ],
} as const;
type NumberField = (typeof fields)[keyof typeof fields][number];

/** An empty field is null where that has a meaning, otherwise a fault that the answer names. */
function readSettings(form: FormData, shown: Record<keyof typeof fields, readonly NumberField[]>) {
  const all = [...shown.limits, ...shown.copying, ...shown.troubles];
  const numbers = all.map(({ name, empty }) => {
    const text = String(form.get(name));
    return [name, text === '' && empty ? null : Number.parseFloat(text)];
  });
  return { ...Object.fromEntries(numbers), onStall: StallAction.parse(form.get('onStall')) };
}

/** How the migrations of a cluster are carried out. */
export function MigrationsForm({ cluster, refusal }: MigrationsFormProps) {
  const { name, policy } = cluster;
  const { abilities } = cluster.driver;
  const t = useTranslations('clusters');
  const shown = {
    ...fields,
    copying: fields.copying.filter((field) => abilities.cap || field.name !== 'bandwidthCapMiBps'),
  };
  const { failure, isPending, submit } = usePolicyForm(cluster, {
    read: (form) => readSettings(form, shown),
    saved: t('migrationsSaved', { name }),
  });
  const shared = { policy, refusal, failure };
  return (
    <form onSubmit={submit} aria-label={`${t('migrations')}: ${name}`} noValidate>
      <h3 className="font-semibold text-small">{t('migrations')}</h3>
      <p className="mb-2 max-w-[86ch] text-ink-3 text-small">{t('migrationsHint')}</p>
      <div className="flex flex-wrap gap-x-10 gap-y-4">
        <Group title={t('limits')}>
          <NumberFields fields={fields.limits} {...shared} />
        </Group>
        <Group title={t('copying')}>
          <NumberFields fields={shown.copying} {...shared} />
        </Group>
        <Group title={t('troubles')}>
          <StallField key={policy.onStall} abilities={abilities} {...shared} />
          <NumberFields fields={fields.troubles} {...shared} />
        </Group>
      </div>
      <Button type="submit" pending={isPending} disabledReason={refusal} className="mt-3">
        {t('saveMigrations')}
      </Button>
      <FailureText failure={failure} />
    </form>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-ink-3 text-small">{title}</legend>
      <div className="flex flex-wrap items-start gap-3">{children}</div>
    </fieldset>
  );
}

interface FieldsProps {
  policy: Policy;
  refusal: string | null;
  failure: Failure | null;
}

function NumberFields(props: FieldsProps & { fields: readonly NumberField[] }) {
  const t = useTranslations('policy');
  const tEmpty = useTranslations('clusters');
  const errorOf = useFieldFailure(props.failure);
  return props.fields.map(({ name, hint, empty }) => (
    <Field
      key={`${name} ${props.policy[name]}`}
      label={t(`label.${name}`)}
      hint={hint ? t(`hint.${hint}`) : undefined}
      error={errorOf(`change.${name}`)}
      className="w-40"
    >
      <Input
        name={name}
        type="number"
        inputMode="decimal"
        min={1}
        step="any"
        required={!empty}
        disabled={props.refusal !== null}
        defaultValue={props.policy[name] ?? ''}
        placeholder={empty ? tEmpty(empty) : undefined}
        className="text-right"
      />
    </Field>
  ));
}

function StallField({ abilities, policy, refusal, failure }: FieldsProps & { abilities: DriverAbilities }) {
  const t = useTranslations('policy.label');
  const tAction = useTranslations('migration.stallAction');
  const errorOf = useFieldFailure(failure);
  const [action, setAction] = useState<StallAction>(ableAction(policy.onStall, abilities));
  return (
    <div className="w-full max-w-96 sm:w-96">
      <Field label={t('onStall')} error={errorOf('change.onStall')}>
        <Select
          name="onStall"
          value={action}
          disabled={refusal !== null}
          options={stallActionsOf(abilities).map((each) => ({ value: each, label: tAction(each) }))}
          onChange={(event) => setAction(StallAction.parse(event.target.value))}
        />
      </Field>
      <StallRisk action={action} className="mt-1" />
    </div>
  );
}
