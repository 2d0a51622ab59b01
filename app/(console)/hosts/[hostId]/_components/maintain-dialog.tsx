'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { TextLink } from '@/components/ui/text-link';
import { useToast } from '@/components/ui/toast';
import { paths } from '@/lib/model/paths';
import { enterMaintenanceAction } from '../actions';

interface MaintainDialogProps {
  host: { id: string; name: string; vmCount: number };
  cluster: string;
  disabledReason: string | null;
}

/** Says what entering maintenance mode will do before it does it: once the host is found empty, or after an evacuation. */
export function MaintainDialog({ host, cluster, disabledReason }: MaintainDialogProps) {
  const t = useTranslations('host');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  if (disabledReason) return <Button disabledReason={disabledReason}>{t('actions.maintain')}</Button>;
  const isEmpty = host.vmCount === 0;
  const confirm = async (): Promise<string | undefined> => {
    const result = await enterMaintenanceAction(host.id);
    if (!result.ok) return failureText(result);
    const { runId } = result.value;
    toast(
      runId
        ? {
            tone: 'ok',
            title: t('maintain.started', { host: host.name }),
            action: { label: t('maintain.openJob'), href: paths.job(runId) },
          }
        : { tone: 'ok', title: t('maintain.done', { host: host.name }) },
    );
    if (runId) router.push(paths.job(runId));
  };
  return (
    <ConfirmDialog
      trigger={<Button>{t('actions.maintain')}</Button>}
      title={t('maintain.title', { host: host.name })}
      description={
        isEmpty
          ? t('maintain.empty', { host: host.name })
          : t('maintain.full', { vms: host.vmCount, cluster })
      }
      confirmLabel={t('maintain.confirm')}
      onConfirm={confirm}
    >
      {isEmpty ? null : (
        <p className="text-ink-2">
          {t.rich('maintain.preview', {
            link: (chunks) => <TextLink href={paths.evacuate(host.id)}>{chunks}</TextLink>,
          })}
        </p>
      )}
    </ConfirmDialog>
  );
}
