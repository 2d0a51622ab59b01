'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { formatMebibytes } from '@/lib/format/bytes';
import type { ReadinessPage } from '@/lib/views/readiness/read-readiness';
import { testMigrationAction } from '../actions';

interface TestFormProps {
  page: ReadinessPage;
  isRunning: boolean;
  disabledReason: string | null;
}

/** Stands for the guest that Ballast makes, beside the ids of VMs. */
const GUEST = 'guest';

/** Which VM is tested, and between which hosts. */
export function TestForm({ page, isRunning, disabledReason }: TestFormProps) {
  const t = useTranslations('readiness.test');
  const locale = useLocale();
  const describe = useFailureText();
  const router = useRouter();
  const { cluster, hosts, vms, canStartGuest } = page;
  const [subject, setSubject] = useState(vms[0]?.id ?? GUEST);
  const [from, setFrom] = useState(hosts[0]?.id);
  const [to, setTo] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, send] = useTransition();
  const vm = vms.find(({ id }) => id === subject) ?? null;
  const fromId = vm?.hostId ?? from;
  const others = hosts.filter(({ id }) => id !== fromId);
  const toId = others.find(({ id }) => id === to)?.id ?? others[0]?.id;
  const start = () =>
    send(async () => {
      if (toId === undefined) return;
      const input = {
        clusterId: cluster.id,
        vmId: vm?.id ?? null,
        fromHostId: vm ? null : (fromId ?? null),
        toHostId: toId,
      };
      const result = await testMigrationAction(input);
      setProblem(result.ok ? null : describe(result));
      router.refresh();
    });
  const optionsOf = (some: typeof hosts) => some.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field label={t('vm')} className="w-full md:w-80">
        <Select
          value={vm?.id ?? GUEST}
          onChange={(event) => setSubject(event.target.value)}
          options={[
            ...vms.map(({ id, name, memoryMiB, host }) => ({
              value: id,
              label: t('vmOption', { name, memory: formatMebibytes(memoryMiB, locale), host }),
            })),
            ...(canStartGuest ? [{ value: GUEST, label: t('guest') }] : []),
          ]}
        />
      </Field>
      {vm ? null : (
        <Field label={t('from')} className="w-full md:w-48">
          <Select
            value={fromId}
            onChange={(event) => setFrom(event.target.value)}
            options={optionsOf(hosts)}
          />
        </Field>
      )}
      <Field label={t('to')} className="w-full md:w-48">
        <Select value={toId} onChange={(event) => setTo(event.target.value)} options={optionsOf(others)} />
      </Field>
      <Button onClick={start} pending={isSending || isRunning} disabledReason={disabledReason}>
        {t('start')}
      </Button>
      {problem ? (
        <p role="alert" className="w-full text-crit">
          {problem}
        </p>
      ) : null}
    </div>
  );
}
