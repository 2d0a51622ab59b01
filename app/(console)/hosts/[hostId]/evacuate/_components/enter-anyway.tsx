'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { useToast } from '@/components/ui/toast';
import { paths } from '@/lib/model/paths';
import { enterAnywayAction } from '../actions';

interface EnterAnywayProps {
  host: { id: string; name: string };
  vms: readonly { id: string; name: string }[];
}

/** Enters maintenance mode although stopped VMs stay on the host, once a person has read which. */
export function EnterAnyway({ host, vms }: EnterAnywayProps) {
  const t = useTranslations('evacuate.anyway');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const confirm = async (): Promise<string | undefined> => {
    const result = await enterAnywayAction({ hostId: host.id, vmIds: vms.map(({ id }) => id) });
    if (!result.ok) return failureText(result);
    toast({ tone: 'ok', title: t('done', { host: host.name }) });
    router.push(paths.host(host.id));
  };
  return (
    <ConfirmDialog
      trigger={<Button>{t('trigger')}</Button>}
      title={t('title', { count: vms.length, host: host.name })}
      description={t('description', { count: vms.length, host: host.name })}
      confirmLabel={t('confirm')}
      onConfirm={confirm}
    >
      <ul className="grid gap-1">
        {vms.map(({ id, name }) => (
          <li key={id}>
            <b className="font-medium">{name}</b>
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
