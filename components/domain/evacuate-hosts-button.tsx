'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { paths } from '@/lib/model/paths';

interface EvacuateHostsButtonProps {
  label: string;
  /** Hosts of one cluster, in their order. */
  hosts: readonly { id: string; name: string; vmCount: number }[];
  chosenIds?: readonly string[];
  disabledReason: string | null;
  /** Chooses among hosts that are not known yet: what is shown before them, and why there are none. */
  loading?: { onOpen: () => void; above: ReactNode; why: string | null };
}

/** Chooses hosts of a cluster to empty together; the preview of all of them is one page. */
export function EvacuateHostsButton({
  label,
  hosts,
  chosenIds = [],
  disabledReason,
  loading,
}: EvacuateHostsButtonProps) {
  const t = useTranslations('evacuate.choose');
  const tCommon = useTranslations('common');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set(chosenIds));
  const reason = disabledReason ?? (hosts.length > 0 || loading ? null : t('none'));
  if (reason) return <Button disabledReason={reason}>{label}</Button>;
  const [first, ...also] = hosts.flatMap(({ id }) => (picked.has(id) ? [id] : []));
  const pick = (id: string, isPicked: boolean) => {
    const next = new Set(picked);
    if (isPicked) next.add(id);
    else next.delete(id);
    setPicked(next);
  };
  return (
    <Dialog
      trigger={<Button>{label}</Button>}
      title={t('title')}
      description={t('description')}
      onOpenChange={(isOpen) => {
        if (!isOpen) return;
        setPicked(new Set(chosenIds));
        loading?.onOpen();
      }}
      actions={
        first === undefined ? (
          <Button variant="primary" disabledReason={t('atLeastOne')}>
            {t('preview')}
          </Button>
        ) : (
          <ButtonLink variant="primary" href={paths.evacuate(first, { also })}>
            {t('preview')}
          </ButtonLink>
        )
      }
    >
      {loading?.above}
      {loading?.why ? <p className="text-ink-2">{loading.why}</p> : null}
      <ul className="grid gap-2">
        {hosts.map(({ id, name, vmCount }) => (
          <li key={id}>
            <Checkbox
              label={name}
              hint={tCommon('vms', { count: vmCount })}
              checked={picked.has(id)}
              onChange={(event) => pick(id, event.target.checked)}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
