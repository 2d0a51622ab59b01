'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactElement } from 'react';
import { FormDialog } from '@/components/state/form-dialog';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { formatLink } from '@/lib/format/link';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import type { MigrationNetworkView } from '@/lib/model/migration-network';

interface EnteredNetwork {
  hostId: string;
  migrationNetwork: string;
  enteredMigrationMbps: number | null;
}

interface NetworkDialogProps {
  host: { id: string; name: string };
  network: MigrationNetworkView;
  /** The button that opens it. */
  trigger: ReactElement;
  save: (input: EnteredNetwork) => Promise<ActionResult>;
}

/** Writes down which network a host's migrations use, and how fast it is. */
export function NetworkDialog({ host, network, trigger, save }: NetworkDialogProps) {
  const t = useTranslations('migration.hostNetwork');
  const saveForm = (form: FormData) => {
    const speed = String(form.get('speed'));
    return save({
      hostId: host.id,
      migrationNetwork: String(form.get('name')),
      enteredMigrationMbps: speed === '' ? null : Number(speed),
    });
  };
  return (
    <FormDialog
      trigger={trigger}
      title={t('nameTitle', { host: host.name })}
      description={t('lede')}
      saveLabel={t('save')}
      savedTitle={t('saved', { host: host.name })}
      save={saveForm}
    >
      {(failure) => <NetworkFields network={network} failure={failure} />}
    </FormDialog>
  );
}

function NetworkFields({ network, failure }: { network: MigrationNetworkView; failure: Failure | null }) {
  const t = useTranslations('migration.hostNetwork');
  const locale = useLocale();
  const errorOf = useFieldFailure(failure);
  const { observedMbps } = network;
  return (
    <>
      <Field label={t('name')} hint={t('nameHint')} error={errorOf('migrationNetwork')}>
        <Input
          name="name"
          defaultValue={network.name ?? ''}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Field
        label={t('speed')}
        hint={
          observedMbps === null
            ? t('notObserved')
            : t('observed', { speed: formatLink(observedMbps, locale) })
        }
        error={errorOf('enteredMigrationMbps')}
      >
        <Input
          name="speed"
          type="number"
          inputMode="decimal"
          min={1}
          step="any"
          defaultValue={network.enteredMbps ?? ''}
          className="w-40 text-right"
        />
      </Field>
    </>
  );
}
