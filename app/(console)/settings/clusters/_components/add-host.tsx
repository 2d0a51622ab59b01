'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { FormDialog } from '@/components/state/form-dialog';
import { useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import type { Failure } from '@/lib/model/action-result';
import type { DriverTraits } from '@/lib/model/driver-traits';
import { addHostAction } from '../actions';
import { emptyHost, HostFields } from './host-fields';

interface AddHostProps {
  cluster: { id: string; name: string; driver: DriverTraits };
  refusal: string | null;
}

export function AddHost({ cluster, refusal }: AddHostProps) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(cluster.driver.kind);
  const [host, setHost] = useState(emptyHost);
  return (
    <FormDialog
      wide
      trigger={
        <Button size="small" disabledReason={refusal}>
          {t('addHost')}
        </Button>
      }
      title={t('addHostTitle', { name: cluster.name })}
      description={words('uriHint')}
      saveLabel={t('addHostConfirm')}
      savedTitle={t('hostAdded', { host: host.name })}
      onOpen={() => setHost(emptyHost)}
      save={() => addHostAction({ clusterId: cluster.id, ...host })}
    >
      {(failure) => <EnteredHost driver={cluster.driver} host={host} onChange={setHost} failure={failure} />}
    </FormDialog>
  );
}

type EnteredHostProps = Pick<Parameters<typeof HostFields>[0], 'driver' | 'host' | 'onChange'> & {
  failure: Failure | null;
};

function EnteredHost({ driver, host, onChange, failure }: EnteredHostProps) {
  const errorOf = useFieldFailure(failure);
  return (
    <HostFields
      driver={driver}
      host={host}
      onChange={onChange}
      errorOf={(field) => errorOf(field) ?? errorOf(`hosts.0.${field}`)}
      withHints
    />
  );
}
