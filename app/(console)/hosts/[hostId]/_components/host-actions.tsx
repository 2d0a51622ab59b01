'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import type { HostMode } from '@/lib/model/host';
import { paths } from '@/lib/model/paths';
import { LeaveDialog } from './leave-dialog';
import { MaintainDialog } from './maintain-dialog';

interface HostActionsProps {
  host: { id: string; name: string; mode: HostMode; vmCount: number };
  cluster: { id: string; name: string };
  suggestionId: string | null;
  evacuationRunId: string | null;
  /** What is in the way of every action. */
  obstacle: 'role' | 'past' | 'silent' | null;
}

/** What can be done with the host. What cannot says why. */
export function HostActions({ host, cluster, suggestionId, evacuationRunId, obstacle }: HostActionsProps) {
  const t = useTranslations('host');
  const general = obstacle ? t(`why.${obstacle}`, { host: host.name }) : null;
  const isMaintained = host.mode === 'maintenance';
  const busy = evacuationRunId
    ? t('why.evacuating', { host: host.name })
    : isMaintained
      ? t('why.maintenance', { host: host.name })
      : null;
  const reason = general ?? busy;
  return (
    <>
      {evacuationRunId ? (
        <ButtonLink variant="primary" href={paths.job(evacuationRunId)}>
          {t('actions.openJob')}
        </ButtonLink>
      ) : suggestionId ? (
        <ButtonLink variant="primary" href={paths.suggestion(suggestionId)}>
          {t('actions.review')}
        </ButtonLink>
      ) : null}
      {isMaintained ? null : reason ? (
        <Button disabledReason={reason}>{t('actions.evacuate')}</Button>
      ) : (
        <ButtonLink href={paths.evacuate(host.id)}>{t('actions.evacuate')}</ButtonLink>
      )}
      {host.mode === 'active' ? (
        <MaintainDialog host={host} cluster={cluster.name} disabledReason={reason} />
      ) : (
        <LeaveDialog
          host={host}
          clusterId={cluster.id}
          disabledReason={obstacle === 'role' || obstacle === 'past' || evacuationRunId ? reason : null}
        />
      )}
    </>
  );
}
