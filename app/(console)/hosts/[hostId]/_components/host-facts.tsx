import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useFailureText } from '@/components/state/use-failure-text';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { Facts } from '@/components/ui/page';
import { Code, Tags } from '@/components/ui/tag';
import { formatCores, formatMebibytes, formatMhz } from '@/lib/format/bytes';
import { formatAge } from '@/lib/format/duration';
import { formatLink } from '@/lib/format/link';
import { formatTime } from '@/lib/format/time';
import { paths } from '@/lib/model/paths';
import type { HostPage } from '@/lib/views/host/read-host';

/** The size of a host, and what is kept free on it. */
export function HostFacts({ page: { host } }: { page: HostPage }) {
  const t = useTranslations('host.facts');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  if (host.cores === null) return null;
  return (
    <Facts>
      <span>
        {t('cores', {
          cores: tCommon('cores', { count: host.cores }),
          clock: formatMhz(host.clock?.mhz, locale),
        })}
      </span>
      <span>{formatMebibytes(host.memoryMiB, locale)}</span>
      {host.tags.length > 0 ? (
        <span>
          {t('tags')} <Tags tags={host.tags} />
        </span>
      ) : null}
      {host.network.mbps ? (
        <span>{t('migration', { speed: formatLink(host.network.mbps, locale) })}</span>
      ) : null}
      {host.reserve ? (
        <span>
          {t('reserve', {
            cpu: t('coresOf', { cores: formatCores(host.reserve.cores, locale) }),
            memory: formatMebibytes(host.reserve.memoryMiB, locale),
          })}
        </span>
      ) : null}
    </Facts>
  );
}

/** A host above its memory limit, for example after its reserve was raised: its VMs keep running, but it receives none. */
export function OverMemory({ page: { host } }: { page: HostPage }) {
  const t = useTranslations('host.over');
  const locale = useLocale();
  return (
    <Note tone="warn" title={t('title', { host: host.name })}>
      {t('body', { over: formatMebibytes(host.memoryOverMiB, locale) })}
    </Note>
  );
}

/** Says since when nothing was received, and why: old figures stay, with their age. */
export function StaleHost({ page: { host, cluster } }: { page: HostPage }) {
  const t = useTranslations('host.stale');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const at = host.lastSampleAt;
  if (!at)
    return (
      <Note tone="unknown" title={t('never')}>
        <WhySilent error={host.lastError} />
      </Note>
    );
  return (
    <Note
      tone="unknown"
      title={t('title', { time: formatTime(at, { locale, timeZone, style: 'clock' }) })}
      actions={<ButtonLink href={paths.outage(host.id)}>{t('outage')}</ButtonLink>}
    >
      <p>{t('body', { host: host.name, age: formatAge(cluster.now.getTime() - at.getTime(), locale) })}</p>
      {host.lastError === null ? <p>{t('unobserved')}</p> : <WhySilent error={host.lastError} />}
    </Note>
  );
}

/** What failed when it was asked last, with what to do about it, and the code to search for. */
function WhySilent({ error }: { error: HostPage['host']['lastError'] }) {
  const tDriver = useTranslations('driver');
  const failureText = useFailureText();
  if (error === null) return null;
  const { detail } = error.facts;
  return (
    <>
      <p>
        {failureText(error)} <Code>{error.code}</Code>
      </p>
      {detail ? (
        <p className="break-words text-ink-3 text-small">{tDriver('detail', { detail: String(detail) })}</p>
      ) : null}
    </>
  );
}
