import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Status } from '@/components/ui/status';
import { RelativeTime } from '@/components/ui/times';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatAge, formatDuration } from '@/lib/format/duration';
import { formatNumber, formatPercent } from '@/lib/format/number';
import { formatTime } from '@/lib/format/time';
import type { SuggestionPage } from '@/lib/views/suggestion/read-suggestion';
import { thresholdOf } from './plan-head';

/** What a person should know before approving. */
export function Packet({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions.packet');
  const isWaiting = page.state === 'suggested';
  return (
    <aside aria-label={t(isWaiting ? 'title' : 'titleDecided')} className="min-w-0">
      <h2 className="mb-2 flex min-h-6.5 items-center font-semibold">
        {t(isWaiting ? 'title' : 'titleDecided')}
      </h2>
      <Part title={t('will')}>
        <Will page={page} />
      </Part>
      <Part title={t('why')}>
        <Why page={page} />
      </Part>
      <Part title={t('also')}>
        <Also page={page} />
      </Part>
      {isWaiting && page.expiresAt ? (
        <Part title={t('expires')}>
          <Expires at={page.expiresAt} />
        </Part>
      ) : null}
      <Part title={t('sure')}>{t(`sureBody.${page.forecastRun.basis}`)}</Part>
      <Part title={t('undo')}>{t('undoBody')}</Part>
      <Part title={t('policy')}>
        <PolicyWords page={page} />
      </Part>
    </aside>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="border-line border-t py-2.5">
    <h3 className="font-semibold text-ink-2 text-small">{title}</h3>
    <div>{children}</div>
  </div>
);

function Will({ page }: { page: SuggestionPage }) {
  const moves = page.moves.filter(({ id }) => page.chosen.includes(id));
  const t = useTranslations('suggestions.packet');
  const locale = useLocale();
  const waves = new Set(moves.map((move) => move.wave)).size;
  const pause = formatDuration(Math.max(0, ...moves.map((move) => move.predicted.downtimeMs)), locale);
  const of = (kind: string) => moves.filter((move) => move.kind === kind).length;
  const facts = { moves: moves.length, waves, pause };
  if (of('live') === moves.length) return t('willLive', facts);
  return t('willMixed', { ...facts, live: of('live'), quick: of('quick'), offline: of('offline') });
}

function Why({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions.packet');
  const locale = useLocale();
  const now = useNow();
  const { aim } = page.gist;
  const sentence = () => {
    if (aim.code === 'repair-rule') return t('whyRule', { rule: aim.rule });
    if (aim.code === 'expected-overload')
      return t('whyExpected', {
        host: aim.host,
        at: aim.at,
        percent: formatPercent(aim.expectedPercent, locale),
      });
    if (aim.code === 'even-load') return t('whyEven', { cluster: page.cluster.name });
    const facts = {
      host: aim.host,
      threshold: formatPercent(thresholdOf(page), locale),
      resource: aim.code === 'cpu-overload' ? 'cpu' : 'memory',
    };
    const since = page.state === 'suggested' ? page.overloadedSince : null;
    return since
      ? t('whyOver', { ...facts, age: formatAge(now.getTime() - since.getTime(), locale) })
      : t('whyOverNow', facts);
  };
  return (
    <>
      {sentence()}{' '}
      {t('whyImbalance', {
        before: formatNumber(page.before.spread, locale, 2),
        after: formatNumber(page.after.spread, locale, 2),
      })}
    </>
  );
}

/** The hosts that VMs come to, fullest first; the network; and what is promised. */
function Also({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions.packet');
  const locale = useLocale();
  const targets = new Set(page.moves.map((move) => move.to));
  const hosts = page.hosts.filter((host) => targets.has(host.name));
  return (
    <>
      {hosts.map((host) => (
        <p key={host.hostId}>
          {t('alsoHost', {
            host: host.name,
            cpu: formatPercent(host.cpuAfter, locale),
            memory: formatPercent(host.memoryAfter, locale),
          })}
        </p>
      ))}
      <p>{t('alsoMemory', { amount: formatMebibytes(page.forecastRun.transferredMiB, locale) })}</p>
      <p>
        <Status icon="ok" tone="ok">
          {t('alsoSafe')}
        </Status>{' '}
        {t('alsoSafeMore')}
      </p>
    </>
  );
}

function Expires({ at }: { at: Date }) {
  const t = useTranslations('suggestions.packet');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return t.rich('expiresAt', {
    time: formatTime(at, { locale, timeZone, style: 'clock' }),
    when: () => <RelativeTime at={at} />,
    b: (chunks) => <b>{chunks}</b>,
  });
}

function PolicyWords({ page: { policy } }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions.packet');
  const locale = useLocale();
  return t('policyBody', {
    aggressiveness: policy.aggressiveness,
    cpu: formatPercent(policy.cpuThresholdPercent, locale),
    memory: formatPercent(policy.memoryThresholdPercent, locale),
    moves: policy.maxMoves ?? 0,
  });
}
