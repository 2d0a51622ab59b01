'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState, useTransition } from 'react';
import { useMoveOptions } from '@/components/domain/move-options';
import { fieldOf, useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { useToast } from '@/components/ui/toast';
import type { VsanData } from '@/lib/model/manager-maintenance';
import { paths } from '@/lib/model/paths';
import { evacuateAction } from '../actions';
import type { ownLists } from './decision-href';
import { VsanChoice } from './vsan-choice';

interface EvacuateFormProps {
  hostIds: string[];
  names: string; // of these hosts
  decided?: Partial<ReturnType<typeof ownLists>>; // by the person, about VMs and rules
  hasVsan?: boolean;
  disabledReason: string | null;
}

/** What it is for, and the button that starts it. */
export function EvacuateForm({
  hostIds,
  names,
  decided = {},
  hasVsan = false,
  disabledReason,
}: EvacuateFormProps) {
  const t = useTranslations('evacuate.form');
  const router = useRouter();
  const toast = useToast();
  const failureText = useFailureText();
  const noteId = useId();
  const [note, setNote] = useState('');
  const [vsan, setVsan] = useState<VsanData>('ensureObjectAccessibility');
  const [isPending, startTransition] = useTransition();
  const { kind, asked, failure, fail } = useMoveOptions();
  const vsanData = hasVsan ? vsan : null;
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (disabledReason || isPending) return;
    fail(null);
    startTransition(async () => {
      const result = await evacuateAction({ hostIds, note, vsanData, kind, ...decided, ...asked });
      if (!result.ok) {
        fail(result);
        router.refresh();
        return;
      }
      const { runId } = result.value;
      const about = { host: names, hosts: hostIds.length };
      toast({ tone: 'ok', title: t(runId ? 'started' : 'entered', about) });
      const [only, ...others] = hostIds;
      const after = only && others.length === 0 ? paths.host(only) : paths.hosts();
      router.push(runId ? paths.job(runId) : after);
    });
  };
  return (
    <form onSubmit={start} className="flex w-full flex-wrap items-center gap-2 lg:w-auto">
      {hasVsan ? <VsanChoice value={vsan} onChange={setVsan} /> : null}
      <label htmlFor={noteId} className="text-ink-2 text-small">
        {t('note')}
      </label>
      <span className="w-full sm:w-56">
        <Input
          id={noteId}
          value={note}
          maxLength={200}
          placeholder={t('placeholder')}
          title={t('hint')}
          onChange={(event) => setNote(event.target.value)}
        />
      </span>
      <Button type="submit" variant="primary" disabledReason={disabledReason} pending={isPending}>
        {t('start')}
      </Button>
      {failure && !fieldOf(failure) ? (
        <p role="alert" className="w-full text-crit">
          <b>{t('failed')}</b>: {failureText(failure)}
        </p>
      ) : null}
    </form>
  );
}
