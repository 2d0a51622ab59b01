'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import { paths } from '@/lib/model/paths';
import { restartHostAction } from '../actions';

interface RestartFormProps {
  host: { id: string; name: string };
  starts: number; // VMs
  isOff: boolean; // somebody or something answers for it already
  disabledReason: string | null;
}

/** Asks whether the host is off, and takes its name as the answer. */
export function RestartForm({ host, starts, isOff, disabledReason }: RestartFormProps) {
  const t = useTranslations('outage.restart');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const [typedName, setTypedName] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const isTyped = typedName.trim() === host.name;
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (disabledReason || isPending || !isTyped) return;
    setFailure(null);
    startTransition(async () => {
      const result = await restartHostAction({ hostId: host.id, typedName });
      if (!result.ok) {
        setFailure(failureText(result));
        router.refresh();
        return;
      }
      toast({ tone: 'ok', title: t('started', { host: host.name }) });
      router.push(paths.job(result.value.runId));
    });
  };
  return (
    <form onSubmit={start} className="grid max-w-2xl gap-3">
      <Note tone="crit" title={t(isOff ? 'questionOff' : 'question', { host: host.name })}>
        <p>{t('danger')}</p>
        <p>{t('how', { host: host.name })}</p>
      </Note>
      <Field label={t('typedName', { host: host.name })} hint={t('typedHint')}>
        <Input
          value={typedName}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setTypedName(event.target.value)}
        />
      </Field>
      <div>
        <Button
          type="submit"
          variant="danger"
          pending={isPending}
          disabledReason={disabledReason ?? (isTyped ? null : t('why.name', { host: host.name }))}
        >
          {t('start', { count: starts })}
        </Button>
      </div>
      {failure ? (
        <p role="alert" className="text-crit">
          <b>{t('failed')}</b>: {failure}
        </p>
      ) : null}
    </form>
  );
}
