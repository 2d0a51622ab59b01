'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMoveOutcomeText } from '@/components/domain/move-outcome-text';
import { Note } from '@/components/ui/note';
import type { Tone } from '@/components/ui/status';
import { TextLink } from '@/components/ui/text-link';
import { RelativeTime } from '@/components/ui/times';
import { formatDuration } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { ShownTest } from '@/lib/views/readiness/read-readiness';

/** How far a test migration has got, or how it ended. */
export function TestState({ test }: { test: ShownTest }) {
  const t = useTranslations('readiness.test');
  const locale = useLocale();
  const outcomeText = useMoveOutcomeText();
  const { state, code, facts, from, to, jobs, staysOn } = test;
  const vm = test.vm ?? t('guestName');
  const tone: Tone = state === 'succeeded' ? 'ok' : state === 'failed' ? 'crit' : 'accent';
  const [out, back] = jobs;
  const pauses = [out?.pauseMs ?? null, back?.pauseMs ?? null];
  const pause = (ms: number | null | undefined) => formatDuration(ms ?? null, locale);
  const link = (job: (typeof jobs)[number] | undefined) => () =>
    job ? (
      <TextLink href={paths.job(job.id)} className="underline">
        R-{job.number}
      </TextLink>
    ) : null;
  return (
    <Note tone={tone} title={t(`state.${state}`, { vm, from, to })}>
      {code ? <p>{outcomeText({ code, scope: 'pair', facts, vm, from, to })}</p> : null}
      {code && facts.detail ? <p className="break-words text-small">{String(facts.detail)}</p> : null}
      {staysOn ? <p>{t('stayed', { vm, host: staysOn })}</p> : null}
      {state === 'succeeded' && pauses.every((ms) => ms !== null) ? (
        <p>{t('pause', { out: pause(out?.pauseMs), back: pause(back?.pauseMs) })}</p>
      ) : null}
      <p className="text-ink-3 text-small">
        {jobs.length > 0 ? <>{t.rich('jobs', { out: link(out), back: link(back) })} · </> : null}
        {t.rich('by', { name: test.by, when: () => <RelativeTime at={test.at} /> })}
      </p>
    </Note>
  );
}
