import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, TextArea } from '@/components/ui/input';
import {
  hostFigures,
  MAX_WINDOW_SECONDS,
  MIN_WINDOW_SECONDS,
  usualSource,
  vmFigures,
} from '@/lib/model/figures-source';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { queryField } from './read-figures-form';

interface FiguresFieldsProps {
  figures: ConfiguredCluster['figures'];
  isDisabled: boolean;
  errorOf: (field: string) => string | null;
}

/** The fields of a Prometheus: how it is reached, which labels name hosts and VMs, and the queries. */
export function FiguresFields({ figures, isDisabled, errorOf }: FiguresFieldsProps) {
  const t = useTranslations('figures');
  const { source = usualSource } = figures ?? {};
  const stored = figures?.source;
  const plain = { disabled: isDisabled, autoComplete: 'off', spellCheck: false } as const;
  const error = (field: string) => errorOf(`source.${field}`);
  return (
    <>
      <div className="grid max-w-[86ch] items-start gap-3 md:grid-cols-2">
        <Field label={t('address')} hint={t('addressHint')} error={error('address')}>
          <Input name="address" maxLength={300} defaultValue={stored?.address} {...plain} />
        </Field>
        <Field
          label={t('token')}
          hint={figures?.hasToken ? t('tokenKept') : t('tokenHint')}
          error={errorOf('token')}
        >
          <Input name="token" type="password" maxLength={4000} {...plain} autoComplete="new-password" />
        </Field>
        <Field label={t('authority')} hint={t('authorityHint')} error={error('authority')}>
          <TextArea name="authority" defaultValue={stored?.authority ?? ''} {...plain} />
        </Field>
        <Field label={t('fingerprint')} hint={t('fingerprintHint')} error={error('fingerprint')}>
          <Input name="fingerprint" maxLength={100} defaultValue={stored?.fingerprint ?? ''} {...plain} />
        </Field>
      </div>
      {figures?.hasToken ? <Checkbox name="noToken" label={t('noToken')} disabled={isDisabled} /> : null}
      <div className="grid max-w-[86ch] items-start gap-3 md:grid-cols-3">
        <Field label={t('hostLabel')} hint={t('hostLabelHint')} error={error('hostLabel')}>
          <Input name="hostLabel" maxLength={100} defaultValue={source.hostLabel} {...plain} />
        </Field>
        <Field label={t('vmLabel')} hint={t('vmLabelHint')} error={error('vmLabel')}>
          <Input name="vmLabel" maxLength={100} defaultValue={source.vmLabel} {...plain} />
        </Field>
        <Field label={t('window')} hint={t('windowHint')} error={error('windowSeconds')}>
          <Input
            name="windowSeconds"
            type="number"
            min={MIN_WINDOW_SECONDS}
            max={MAX_WINDOW_SECONDS}
            defaultValue={source.windowSeconds}
            {...plain}
          />
        </Field>
      </div>
      <h4 className="font-medium text-small">{t('queries')}</h4>
      <p className="-mt-3 max-w-[86ch] text-ink-3 text-small">{t('queriesHint')}</p>
      {hostFigures.map((figure) => (
        <Field
          key={figure}
          label={t('ofHost', { figure: t(`host.${figure}`) })}
          error={error(queryField('host', figure))}
        >
          <TextArea
            name={queryField('host', figure)}
            defaultValue={source.hostQueries[figure]}
            className="min-h-12 font-mono text-micro"
            {...plain}
          />
        </Field>
      ))}
      {vmFigures.map((figure) => (
        <Field
          key={figure}
          label={t('ofVm', { figure: t(`vm.${figure}`) })}
          error={error(queryField('vm', figure))}
        >
          <TextArea
            name={queryField('vm', figure)}
            defaultValue={source.vmQueries[figure]}
            className="min-h-12 font-mono text-micro"
            {...plain}
          />
        </Field>
      ))}
    </>
  );
}
