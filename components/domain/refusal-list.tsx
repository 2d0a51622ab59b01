'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { useToast } from '@/components/ui/toast';
import { formatTime } from '@/lib/format/time';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import type { Facts } from '@/lib/model/errors';
import { useRefusalText } from './refusal-words';
import { RelativeTime } from './times';

/** A refusal that holds. Of a VM: no `to`; of the way between two hosts: no `vm`. */
export interface ListedRefusal {
  id: string;
  vm: { name: string } | null;
  from: string;
  to: { name: string } | null;
  code: string;
  facts: Facts;
  at: Date;
  expiresAt: Date | null;
  run: { id: string; number: number } | null;
}

interface RefusalListProps {
  refusals: readonly ListedRefusal[];
  onTryAgain: (refusalId: string) => Promise<ActionResult>;
  /** Why the person may not; null: they may. */
  disabledReason: string | null;
}

/** What hypervisors refused and is not planned again: whom, why, until when, and a way out by hand. */
export function RefusalList({ refusals, onTryAgain, disabledReason }: RefusalListProps) {
  return (
    <ul className="grid">
      {refusals.map((refusal) => (
        <Refusal key={refusal.id} {...{ refusal, onTryAgain, disabledReason }} />
      ))}
    </ul>
  );
}

function Refusal({
  refusal,
  onTryAgain,
  disabledReason,
}: Omit<RefusalListProps, 'refusals'> & { refusal: ListedRefusal }) {
  const t = useTranslations('refusal');
  const toast = useToast();
  const failureText = useFailureText();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();
  const { vm, from, to, run, at } = refusal;
  const what = vm
    ? to
      ? t('pair', { vm: vm.name, to: to.name })
      : t('vm', { vm: vm.name })
    : t('way', { from, to: to?.name ?? '-' });
  const tryAgain = () =>
    startTransition(async () => {
      const result = await onTryAgain(refusal.id);
      setFailure(result.ok ? null : result);
      if (result.ok) toast({ tone: 'ok', title: t('done') });
    });
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1.5 border-line border-b py-2 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap gap-x-2">
          <b>{what}</b>
          <span className="text-ink-3 text-small">
            <RelativeTime at={at} />{' '}
            {run
              ? t.rich('inJob', {
                  number: run.number,
                  link: (chunks) => <TextLink href={`/jobs/${run.id}`}>{chunks}</TextLink>,
                })
              : null}
          </span>
        </p>
        <Why refusal={refusal} />
        {failure ? (
          <p role="alert" className="mt-1 text-crit text-small">
            {failureText(failure)}
          </p>
        ) : null}
      </div>
      <Button
        size="small"
        onClick={tryAgain}
        pending={isPending}
        disabledReason={disabledReason}
        aria-label={t('tryAgainOf', { what })}
      >
        {t('tryAgain')}
      </Button>
    </li>
  );
}

function Why({ refusal }: { refusal: ListedRefusal }) {
  const t = useTranslations('refusal');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const refusalText = useRefusalText();
  const { vm, from, to, facts, expiresAt, code } = refusal;
  const names = { vm: vm?.name ?? '-', host: from, source: from, destination: to?.name ?? '-' };
  const until = expiresAt
    ? t('until', { time: formatTime(expiresAt, { locale, timeZone }) })
    : t(to ? 'untilChange' : 'untilVmChange');
  return (
    <div className="text-ink-2 text-small">
      <p>
        {refusalText({ code, facts }, names)} <Code>{code}</Code>
      </p>
      {facts.detail ? (
        <p className="break-words text-ink-3">{t('said', { detail: String(facts.detail) })}</p>
      ) : null}
      <p className="text-ink-3">{until}</p>
    </div>
  );
}
