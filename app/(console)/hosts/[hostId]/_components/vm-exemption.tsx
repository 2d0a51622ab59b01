'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import { useWordsByCode } from '@/components/ui/use-words-by-code';
import { formatTime } from '@/lib/format/time';
import type { VmPanel } from '@/lib/views/host/read-vm-panel';
import { includeVmAction } from '../actions';

interface VmExemptionProps {
  vm: Pick<VmPanel, 'id' | 'name'>;
  exemption: NonNullable<VmPanel['exemption']>;
  disabledReason: string | null;
}

/** Until when balancing leaves the VM alone, and why, with the way to end it. */
export function VmExemption({
  vm,
  exemption: { code, reason, by, until },
  disabledReason,
}: VmExemptionProps) {
  const t = useTranslations('migrate');
  const words = useWordsByCode('automation.exemption');
  const failureText = useFailureText();
  const toast = useToast();
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const include = () =>
    startTransition(async () => {
      const result = await includeVmAction(vm.id);
      if (result.ok) toast({ tone: 'ok', title: t('included', { vm: vm.name }) });
      setFailure(result.ok ? null : failureText(result));
    });
  const time = formatTime(until, { locale, timeZone, style: 'dayClock' });
  return (
    <Note
      className="mt-3"
      title={`${t('exemption')}: ${words(code, { until: time, by })}`}
      actions={
        <Button size="small" pending={isPending} disabledReason={disabledReason} onClick={include}>
          {t('include')}
        </Button>
      }
    >
      {failure ?? reason}
    </Note>
  );
}
