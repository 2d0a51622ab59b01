'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { paths } from '@/lib/model/paths';

interface EvacuateButtonProps {
  hosts: readonly { id: string; name: string; vmCount: number }[];
  disabledReason: string | null;
}

/** Chooses a host to empty; its preview follows on a page of its own. */
export function EvacuateButton({ hosts, disabledReason }: EvacuateButtonProps) {
  const t = useTranslations('overview.evacuate');
  const tCommon = useTranslations('common');
  const [pickedId, setPickedId] = useState<string | null>(null);
  const chosen = hosts.find((host) => host.id === pickedId) ?? hosts[0]; // the picked host may be gone by now
  const reason = disabledReason ?? (chosen ? null : t('none'));
  if (!chosen || reason) return <Button disabledReason={reason}>{t('button')}</Button>;
  return (
    <Dialog
      trigger={<Button>{t('button')}</Button>}
      title={t('title')}
      description={t('description')}
      actions={
        <ButtonLink variant="primary" href={paths.evacuate(chosen.id)}>
          {t('preview')}
        </ButtonLink>
      }
    >
      <Field label={t('host')}>
        <Select
          value={chosen.id}
          onChange={(event) => setPickedId(event.target.value)}
          options={hosts.map((host) => ({
            value: host.id,
            label: t('option', { host: host.name, vms: tCommon('vms', { count: host.vmCount }) }),
          }))}
        />
      </Field>
    </Dialog>
  );
}
