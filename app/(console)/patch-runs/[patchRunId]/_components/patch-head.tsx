import { useLocale, useTranslations } from 'next-intl';
import { AboutTime } from '@/components/domain/about-time';
import { Facts } from '@/components/ui/page';
import { type Stat, Stats } from '@/components/ui/stats';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import { isFinishedPatch } from '@/lib/model/patch-run';
import type { PatchRunPage } from '@/lib/views/patches/read-patch-run';
import { useActorName } from '../../../_components/use-actor-name';
import { useMoment } from '../../../jobs/[runId]/_components/job-head';

/** Who started it, when, with which choices. */
export function PatchFacts({ run }: { run: PatchRunPage }) {
  const t = useTranslations('patch.run');
  const tSteps = useTranslations('patch.steps');
  const tBack = useTranslations('patch.backs');
  const moment = useMoment();
  const actorName = useActorName();
  return (
    <Facts>
      <span>{t('started', { by: actorName(run.requestedBy), time: moment(run.createdAt) })}</span>
      {run.finishedAt ? <span>{t('ended', { time: moment(run.finishedAt) })}</span> : null}
      <span>{t('step', { step: tSteps(run.step, { name: run.stepName ?? '-' }) })}</span>
      <span>{tBack(run.back)}</span>
      <span>{t('atOnce', { count: run.hostsAtOnce })}</span>
      {run.note ? <span>{t('note', { note: run.note })}</span> : null}
    </Facts>
  );
}

/** How far it is, and how long it still takes. */
export function PatchStats({ run }: { run: PatchRunPage }) {
  const t = useTranslations('patch.run');
  const locale = useLocale();
  const isEnded = isFinishedPatch(run.state);
  const done = run.hosts.filter(({ phase }) => phase === 'done').length;
  const last = run.finishedAt ?? run.now;
  const took: Stat = {
    key: 'took',
    name: t(isEnded ? 'took' : 'soFar'),
    value: formatDuration(last.getTime() - run.createdAt.getTime(), locale),
  };
  const isOpen = run.step !== 'command';
  const left: Stat[] = isEnded
    ? []
    : [
        {
          key: 'left',
          name: t('left'),
          value: run.endsAt ? formatDuration(run.endsAt.getTime() - run.now.getTime(), locale) : '-',
          ...(isOpen ? { note: t('leftUnknown') } : {}),
        },
        {
          key: 'ends',
          name: t('ends'),
          value: run.endsAt ? <AboutTime at={run.endsAt} now={run.now} /> : t('never'),
        },
      ];
  return (
    <Stats
      stats={[
        {
          key: 'done',
          name: t('done'),
          value: formatNumber(done, locale),
          note: t('doneNote', { hosts: run.hosts.length }),
        },
        ...left,
        took,
        ...(run.forecastSeconds === null
          ? []
          : [
              {
                key: 'forecast',
                name: t('forecast'),
                value: formatDuration(run.forecastSeconds * 1000, locale),
              },
            ]),
      ]}
    />
  );
}
