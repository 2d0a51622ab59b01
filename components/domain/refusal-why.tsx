'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { Code } from '@/components/ui/tag';
import { TextLink } from '@/components/ui/text-link';
import { formatTime } from '@/lib/format/time';
import type { Facts } from '@/lib/model/errors';
import { paths } from '@/lib/model/paths';
import { RelativeTime } from '../ui/times';
import { useRefusalText } from './refusal-words';

/** A refusal that holds. Of a VM: no `to`; of the connection between two hosts: no `vm`. */
export interface ListedRefusal {
  id: string;
  vm: { id: string; name: string; hostId: string } | null;
  from: string;
  to: { name: string } | null;
  code: string;
  facts: Facts;
  at: Date;
  expiresAt: Date | null;
  run: { id: string; number: number } | null;
}

/** How long ago it was refused, and in which job. */
export function RefusalWhen({ refusal: { at, run } }: { refusal: ListedRefusal }) {
  const t = useTranslations('refusal');
  return (
    <span className="text-ink-3 text-small">
      <RelativeTime at={at} />{' '}
      {run
        ? t.rich('inJob', {
            number: run.number,
            link: (chunks) => <TextLink href={paths.job(run.id)}>{chunks}</TextLink>,
          })
        : null}
    </span>
  );
}

/** Why it was refused, in the hypervisor's words too, and until when that holds. `isExample`: it stands for others too. */
export function RefusalWhy({ refusal, isExample }: { refusal: ListedRefusal; isExample: boolean }) {
  const t = useTranslations('refusal');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const refusalText = useRefusalText();
  const { vm, from, to, facts, expiresAt, code } = refusal;
  const names = { vm: vm?.name ?? '-', host: from, source: from, destination: to?.name ?? '-' };
  const words = refusalText({ code, facts }, names);
  const until = expiresAt
    ? t('until', { time: formatTime(expiresAt, { locale, timeZone }) })
    : t(to ? 'untilChange' : 'untilVmChange');
  return (
    <div className="text-ink-2 text-small">
      <p>
        {isExample ? t('newest', { words }) : words} <Code>{code}</Code>
      </p>
      {facts.detail ? (
        <p className="break-words text-ink-3">{t('said', { detail: String(facts.detail) })}</p>
      ) : null}
      <p className="text-ink-3">{until}</p>
    </div>
  );
}
