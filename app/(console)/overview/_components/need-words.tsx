import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFailingText } from '@/components/domain/failing-note';
import { useAlarmText } from '@/components/domain/host-alarms';
import { useMoveOutcomeText } from '@/components/domain/move-outcome-text';
import { useOutcomeText } from '@/components/domain/outcome-text';
import { useFailureText } from '@/components/state/use-failure-text';
import { RelativeTime } from '@/components/ui/times';
import { formatAge, formatDuration } from '@/lib/format/duration';
import { formatList } from '@/lib/format/list';
import { formatNumber, formatPercent } from '@/lib/format/number';
import { formatTime } from '@/lib/format/time';
import type { Need } from '@/lib/views/overview/read-needs';
import { useActorName } from '../../_components/use-actor-name';
import { overOf } from './headline';

type Of<Kind extends Need['kind']> = Extract<Need, { kind: Kind }>;

/** What needs attention, in one line, with the reason below it. */
export function NeedWords({ need }: { need: Need }) {
  switch (need.kind) {
    case 'suggestion':
      return <SuggestionWords need={need} />;
    case 'two-copies':
      return <TwoCopiesWords need={need} />;
    case 'overload':
      return <OverloadWords need={need} />;
    case 'silent-host':
      return <SilentHostWords need={need} />;
    case 'failing-host':
      return <FailingWords need={need} />;
    case 'host-alarm':
      return <AlarmWords need={need} />;
    case 'over-committed':
      return <OverCommittedWords need={need} />;
    case 'left-copies':
      return <LeftCopiesWords need={need} />;
    case 'stuck-draining':
      return <DrainingWords need={need} />;
    case 'patch-run':
      return <PatchWords need={need} />;
    case 'paused-job':
      return <PausedWords need={need} />;
    case 'move':
      return <MoveWords need={need} />;
  }
}

function Lines({ title, label, children }: { title: ReactNode; label: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="font-semibold">{title}</h3>
      <p className="text-ink-2 text-small">
        <b className="text-(--tone-ink)">{label}</b> {children}
      </p>
    </div>
  );
}

function PatchWords({ need: { run, cluster, host, isStopped } }: { need: Of<'patch-run'> }) {
  const t = useTranslations('overview.needs.patch-run');
  const how = isStopped ? 'stopped' : 'waits';
  return (
    <Lines title={t(`${how}.title`, { run, cluster, host })} label={t(`${how}.label`)}>
      {t(`${how}.detail`)}
    </Lines>
  );
}

function SuggestionWords({ need }: { need: Of<'suggestion'> }) {
  const t = useTranslations('overview.needs.suggestion');
  const locale = useLocale();
  const { aim, cluster, moves } = need;
  const title = {
    'cpu-overload': () => t('cpu-overload', { cluster, moves, ...loads() }),
    'memory-overload': () => t('memory-overload', { cluster, moves, ...loads() }),
    'expected-overload': () => t('expected-overload', { cluster, moves, ...expected() }),
    'repair-rule': () => t('repair-rule', { cluster, moves, rule: 'rule' in aim ? aim.rule : '' }),
    'even-load': () => t('even-load', { cluster, moves }),
  };
  const expected = () =>
    'at' in aim
      ? { host: aim.host, at: aim.at, percent: formatPercent(aim.expectedPercent, locale) }
      : { host: '', at: 0, percent: '' };
  const loads = () =>
    'beforePercent' in aim
      ? {
          host: aim.host,
          before: formatNumber(aim.beforePercent, locale),
          after: formatPercent(aim.afterPercent, locale),
        }
      : { host: '', before: '', after: '' };
  return (
    <Lines title={title[aim.code]()} label={t('label')}>
      {t.rich('detail', {
        spreadBefore: formatNumber(need.spreadBefore, locale, 2),
        spreadAfter: formatNumber(need.spreadAfter, locale, 2),
        duration: formatDuration(need.seconds * 1000, locale),
        when: () => (need.expiresAt ? <RelativeTime at={need.expiresAt} /> : '-'),
      })}
    </Lines>
  );
}

function TwoCopiesWords({ need }: { need: Of<'two-copies'> }) {
  const t = useTranslations('overview.needs.two-copies');
  const [first, second] = need.hosts;
  return (
    <Lines title={t('title', { vm: need.vm, first, second })} label={t('label')}>
      {t('detail')}
    </Lines>
  );
}

function OverloadWords({ need }: { need: Of<'overload'> }) {
  const t = useTranslations('overview.needs.overload');
  const locale = useLocale();
  const now = useNow();
  const outcomeText = useOutcomeText();
  const { host } = need;
  const loads = {
    cpu: formatPercent(host.cpuPercent, locale),
    memory: formatPercent(host.memoryPercent, locale),
  };
  const ageMs = host.overloadedSince ? now.getTime() - host.overloadedSince.getTime() : null;
  return (
    <Lines
      title={t('title', { host: host.name, resource: overOf(host, need), age: formatAge(ageMs, locale) })}
      label={t('label')}
    >
      {need.outcome && need.outcome.code !== 'balanced'
        ? t('detailWhy', { ...loads, why: outcomeText(need.outcome) })
        : t('detail', loads)}
    </Lines>
  );
}

function SilentHostWords({ need }: { need: Of<'silent-host'> }) {
  const t = useTranslations('overview.needs.silent-host');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const now = useNow();
  const failureText = useFailureText();
  const { host, error } = need;
  const seen = host.lastSampleAt;
  const detail = seen
    ? t('detail', {
        time: formatTime(seen, { locale, timeZone, style: 'clock' }),
        cpu: formatPercent(host.lastCpuPercent, locale),
        memory: formatPercent(host.lastMemoryPercent, locale),
      })
    : t('detailNever');
  return (
    <Lines
      title={
        seen
          ? t('title', { host: host.name, age: formatAge(now.getTime() - seen.getTime(), locale) })
          : t('titleNever', { host: host.name })
      }
      label={t('label', { connection: host.connection })}
    >
      {error || seen ? t('because', { detail, why: error ? failureText(error) : t('unobserved') }) : detail}
    </Lines>
  );
}

function FailingWords({ need: { host, failing } }: { need: Of<'failing-host'> }) {
  const t = useTranslations('overview.needs.failing-host');
  const why = useFailingText();
  return (
    <Lines title={t('title', { host: host.name })} label={t('label')}>
      {why(failing)} {host.vmCount > 0 ? t('detail', { vms: host.vmCount }) : t('empty')}
    </Lines>
  );
}

function AlarmWords({ need }: { need: Of<'host-alarm'> }) {
  const t = useTranslations('overview.needs.host-alarm');
  const alarmText = useAlarmText();
  return (
    <Lines title={t('title', { host: need.host.name })} label={t('label')}>
      {alarmText(need.alarm)}
    </Lines>
  );
}

function OverCommittedWords({ need }: { need: Of<'over-committed'> }) {
  const t = useTranslations('overview.needs.over-committed');
  const { cluster, vms, cases } = need;
  const hosts = formatList(need.hosts, useLocale());
  return (
    <Lines title={t('title', { cluster, hosts })} label={t('label')}>
      {t('detail', { vms, cases })}
    </Lines>
  );
}

function LeftCopiesWords({ need: { host, vms } }: { need: Of<'left-copies'> }) {
  const t = useTranslations('overview.needs.left-copies');
  const names = { host, count: vms.length, vms: formatList(vms, useLocale()) };
  return (
    <Lines title={t('title', names)} label={t('label')}>
      {t('detail', names)}
    </Lines>
  );
}

function DrainingWords({ need }: { need: Of<'stuck-draining'> }) {
  const t = useTranslations('overview.needs.stuck-draining');
  const { host } = need;
  return (
    <Lines title={t('title', { host: host.name, vms: host.vmCount })} label={t('label')}>
      {t('detail')}
    </Lines>
  );
}

function PausedWords({ need: { plan, subject, by, since, moves } }: { need: Of<'paused-job'> }) {
  const t = useTranslations('overview.needs.paused-job');
  const tJob = useTranslations('jobs.name');
  const actorName = useActorName();
  return (
    <Lines title={t('title', { job: tJob(plan, { subject }) })} label={t('label')}>
      {t.rich('detail', { by: actorName(by), moves, when: () => <RelativeTime at={since} /> })}
    </Lines>
  );
}

function MoveWords({ need }: { need: Of<'move'> }) {
  const t = useTranslations('overview.needs.move');
  const outcomeText = useMoveOutcomeText();
  const { vm, from, to } = need;
  return (
    <Lines title={t(need.state, { vm, from, to })} label={t('label', { state: need.state })}>
      {outcomeText(need)}
    </Lines>
  );
}
