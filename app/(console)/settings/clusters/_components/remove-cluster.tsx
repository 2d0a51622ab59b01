'use client';

import { useTranslations } from 'next-intl';
import { useHypervisorWords } from '@/components/domain/use-hypervisor-words';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';
import type { ConfiguredCluster } from '@/lib/views/settings/list-clusters';
import { removeClusterAction } from '../actions';

interface RemoveClusterProps {
  cluster: ConfiguredCluster;
  refusal: string | null;
}

/** Says what goes with the cluster before it goes. */
export function RemoveCluster({ cluster, refusal }: RemoveClusterProps) {
  const t = useTranslations('clusters');
  const words = useHypervisorWords(cluster.driver.kind);
  const describe = useFailureText();
  const toast = useToast();
  const { id, name, holds } = cluster;
  const remove = async () => {
    const result = await removeClusterAction({ clusterId: id });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t('removed', { name }) });
  };
  const goes = [
    cluster.hosts.length > 0 ? t('goesHosts', { count: cluster.hosts.length }) : null,
    holds.vms > 0 ? t('goesVms', { count: holds.vms }) : null,
    holds.suggestions > 0 ? t('goesSuggestions', { count: holds.suggestions }) : null,
    holds.jobs > 0 ? t('goesJobs', { count: holds.jobs, moves: holds.moves }) : null,
  ].filter((sentence) => sentence !== null);
  const reason = refusal ?? (cluster.activeJobs > 0 ? t('removeBusy') : null);
  const button = (
    <Button size="small" variant="danger" disabledReason={reason}>
      {t('remove')}
    </Button>
  );
  if (reason) return button;
  return (
    <ConfirmDialog
      trigger={button}
      title={t('removeTitle', { name })}
      description={words('removeLede')}
      confirmLabel={t('removeConfirm')}
      danger
      onConfirm={remove}
    >
      <p className="font-medium">{t('removeGoes')}</p>
      <ul className="mt-1 list-disc pl-5 text-ink-2">
        {goes.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
