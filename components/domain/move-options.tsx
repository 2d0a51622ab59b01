'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { fieldOf, useFieldFailure } from '@/components/state/use-failure-text';
import { Disclosure } from '@/components/ui/disclosure';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { ableAction, kindChoicesOf, stallActionsOf } from '@/lib/model/able';
import type { Failure } from '@/lib/model/action-result';
import type { DriverAbilities } from '@/lib/model/driver-traits';
import { KindChoice } from '@/lib/model/move-forecast';
import type { MovePolicy, OrderPatch } from '@/lib/model/policy';
import { LocalDisks, StallAction } from '@/lib/model/policy-fields';
import { StallRisk } from './stall-risk';
import type { AskedForecast, ForecastStatus } from './use-asked-forecast';
import { usePolicyWords } from './use-policy-words';

/** The typed values; empty if the cluster's setting applies. */
interface TypedOptions {
  kind: KindChoice;
  targetPauseMs: string;
  bandwidthCapMiBps: string;
  onStall: StallAction | '';
  localDisks: LocalDisks | '';
}

interface Typing {
  typed: TypedOptions;
  change: (change: Partial<TypedOptions>) => void;
  kind: KindChoice;
  asked: OrderPatch; // only what differs from the cluster
  failure: Failure | null; // why the last order was refused
  fail: (failure: Failure | null) => void;
}

const asCluster: TypedOptions = {
  kind: 'automatic',
  targetPauseMs: '',
  bandwidthCapMiBps: '',
  onStall: '',
  localDisks: '',
};
const TypingContext = createContext<Typing | null>(null);

function askedOf({ targetPauseMs, bandwidthCapMiBps, onStall, localDisks }: TypedOptions): OrderPatch {
  return {
    ...(targetPauseMs ? { targetPauseMs: Number(targetPauseMs) } : {}),
    ...(bandwidthCapMiBps ? { bandwidthCapMiBps: Number(bandwidthCapMiBps) } : {}),
    ...(onStall ? { onStall } : {}),
    ...(localDisks ? { localDisks } : {}),
  };
}

/** Holds the options that replace the cluster's settings, for the fields and for the button that places the order. */
export function MoveOptionsProvider({ children }: { children: ReactNode }) {
  const [typed, setTyped] = useState(asCluster);
  const [failure, fail] = useState<Failure | null>(null);
  const change = (part: Partial<TypedOptions>) => {
    setTyped((before) => ({ ...before, ...part }));
    if (fieldOf(failure)) fail(null); // it was about what is typed over now
  };
  return (
    <TypingContext value={{ typed, change, kind: typed.kind, asked: askedOf(typed), failure, fail }}>
      {children}
    </TypingContext>
  );
}

/** The options entered so far. Only inside a MoveOptionsProvider. */
export function useMoveOptions(): Typing {
  const typing = useContext(TypingContext);
  if (!typing) throw new Error('no MoveOptionsProvider around');
  return typing;
}

interface MoveOptionsFieldsProps {
  /** The values that apply to empty fields. */
  cluster: MovePolicy;
  /** The abilities of its hypervisor: nothing else is offered. */
  abilities: DriverAbilities;
  /** Where the options stand in the order. */
  path?: string;
  /** How the forecast on the page follows what is typed. */
  forecast: Pick<AskedForecast<unknown>, 'status' | 'fault'>;
  /** Offers the kind as well. */
  withKind?: boolean;
  /** Offers to copy local disks: where the order decides which VMs move. */
  withLocalDisks?: boolean;
  className?: string;
}

const forecastTone: Record<ForecastStatus, string> = {
  'as-cluster': 'text-ink-3',
  pending: 'text-ink-3',
  'as-asked': 'text-ink-2',
  refused: 'text-warn',
  failed: 'text-warn',
};

/** The options of one order. They are closed, because the cluster's settings are usually right. */
export function MoveOptionsFields(props: MoveOptionsFieldsProps) {
  const { path = '', withKind = false, withLocalDisks = false, forecast, className } = props;
  const abilities = withLocalDisks ? props.abilities : { ...props.abilities, localDisks: false };
  const cluster = { ...props.cluster, onStall: ableAction(props.cluster.onStall, abilities) };
  const t = useTranslations('migration.options');
  const { typed, asked, failure } = useMoveOptions();
  const changed = Object.keys(asked).length + (withKind && typed.kind !== 'automatic' ? 1 : 0);
  const isAtFault = fieldOf(failure)?.startsWith(path) ?? false;
  return (
    <Disclosure
      isForced={isAtFault}
      className={className}
      summaryClassName="py-0.5"
      summary={
        <>
          <span className="font-semibold">{t('title')}</span>{' '}
          <span className={changed > 0 ? 'text-accent text-small' : 'text-ink-3 text-small'}>
            {t('note', { count: changed })}
          </span>
        </>
      }
    >
      {() => (
        <>
          <p className="mt-1 text-ink-3 text-small">{t('hint')}</p>
          {withKind ? <KindField choices={kindChoicesOf(abilities)} /> : null}
          <OptionFields cluster={cluster} abilities={abilities} path={path} fault={forecast.fault} />
          <p role="status" className={`mt-2 text-small ${forecastTone[forecast.status]}`}>
            {t(`forecast.${forecast.status}`)}
          </p>
          <StallRisk action={typed.onStall || cluster.onStall} className="mt-2 max-w-[70ch]" />
        </>
      )}
    </Disclosure>
  );
}

function KindField({ choices }: { choices: readonly KindChoice[] }) {
  const t = useTranslations('migration.options');
  const { typed, change } = useMoveOptions();
  return (
    <Field label={t('kind')} hint={t('kindHint')} className="mt-2 max-w-96">
      <Select
        value={typed.kind}
        options={choices.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        onChange={(event) => change({ kind: KindChoice.parse(event.target.value) })}
      />
    </Field>
  );
}

interface OptionFieldsProps {
  cluster: MovePolicy;
  abilities: DriverAbilities;
  path: string;
  fault: Failure | null; // of the forecast, which has the options by themselves
}

function OptionFields({ cluster, abilities, path, fault }: OptionFieldsProps) {
  const t = useTranslations('migration.options');
  const tAction = useTranslations('migration.stallAction');
  const words = usePolicyWords();
  const { typed, change, failure } = useMoveOptions();
  const orderErrorOf = useFieldFailure(failure);
  const forecastErrorOf = useFieldFailure(fault);
  const errorOf = (name: string) => forecastErrorOf(name) ?? orderErrorOf(`${path}${name}`);
  const numbers = [
    { name: 'targetPauseMs', label: t('targetPause'), empty: String(cluster.targetPauseMs) },
    {
      name: 'bandwidthCapMiBps',
      label: t('bandwidthCap'),
      empty: cluster.bandwidthCapMiBps === null ? t('noCap') : String(cluster.bandwidthCapMiBps),
    },
  ] as const;
  return (
    <div className="mt-2 flex flex-wrap items-start gap-3">
      {numbers
        .filter(({ name }) => name !== 'bandwidthCapMiBps' || abilities.cap)
        .map(({ name, label, empty }) => (
          <Field key={name} label={label} error={errorOf(name)} className="w-36">
            <Input
              type="number"
              inputMode="decimal"
              step="any"
              min={name === 'targetPauseMs' ? 10 : 0}
              placeholder={empty}
              value={typed[name]}
              className="text-right"
              onChange={(event) => change({ [name]: event.target.value })}
            />
          </Field>
        ))}
      <Field label={t('onStall')} error={errorOf('onStall')} className="w-full max-w-96">
        <Select
          value={typed.onStall}
          options={[
            { value: '', label: t('asCluster', { action: tAction(cluster.onStall) }) },
            ...stallActionsOf(abilities).map((action) => ({ value: action, label: tAction(action) })),
          ]}
          onChange={(event) => change({ onStall: StallAction.safeParse(event.target.value).data ?? '' })}
        />
      </Field>
      {abilities.localDisks ? (
        <Field label={t('localDisks')} error={errorOf('localDisks')} className="w-full max-w-96">
          <Select
            value={typed.localDisks}
            options={[
              {
                value: '',
                label: t('localDisksAsCluster', { value: words.value('localDisks', cluster.localDisks) }),
              },
              ...LocalDisks.options.map((value) => ({ value, label: words.value('localDisks', value) })),
            ]}
            onChange={(event) => change({ localDisks: LocalDisks.safeParse(event.target.value).data ?? '' })}
          />
        </Field>
      ) : null}
    </div>
  );
}
