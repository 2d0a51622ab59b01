'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { useMoveOptions } from '@/components/domain/move-options';
import { FailureText } from '@/components/state/failure-text';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { paths } from '@/lib/model/paths';
import type { Destination } from '@/lib/views/host/read-vm-panel';
import { migrateAction } from '../actions';

interface MigrateButtonProps {
  vm: { id: string; name: string };
  destination: Destination | undefined;
  obstacle: 'role' | 'past' | null;
}

/** Orders the move, and opens its job. */
export function MigrateButton({ vm, destination, obstacle }: MigrateButtonProps) {
  const t = useTranslations('migrate');
  const tHost = useTranslations('host.why');
  const { kind, asked, failure, fail } = useMoveOptions();
  const router = useRouter();
  const toast = useToast();
  const [isPending, startTransition] = useTransition();
  const host = destination?.name ?? '…';
  const reason = obstacle ? tHost(obstacle) : destination ? null : t('choose');
  const migrate = () =>
    startTransition(async () => {
      if (!destination) return;
      const result = await migrateAction({ vmId: vm.id, toHostId: destination.hostId, kind, ...asked });
      fail(result.ok ? null : result);
      if (!result.ok) return;
      const href = paths.job(result.value.runId);
      toast({ tone: 'ok', title: t('started', { vm: vm.name, host }), action: { label: t('open'), href } });
      router.push(href);
    });
  return (
    <div>
      <Button variant="primary" onClick={migrate} pending={isPending} disabledReason={reason}>
        {t('button', { host })}
      </Button>
      <FailureText failure={failure} />
    </div>
  );
}
