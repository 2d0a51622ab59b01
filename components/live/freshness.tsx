'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Icon } from '@/components/ui/icon';
import { preferenceCookies, preferenceMaxAgeSeconds } from '@/i18n/preferences';
import { formatAge } from '@/lib/format/duration';
import { formatTime } from '@/lib/format/time';

interface FreshnessProps {
  /** When the newest figures on screen were measured. */
  updatedAt: Date | null;
  /** The stream of changes was lost. */
  isInterrupted: boolean;
}

/** Says how old the figures are, and when the connection was lost. */
export function Freshness({ updatedAt, isInterrupted }: FreshnessProps) {
  const t = useTranslations('frame');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const router = useRouter();
  const now = useNow({ updateInterval: 1000 });

  // biome-ignore lint/correctness/useExhaustiveDependencies: settings may delete the zone, then it is sent again
  useEffect(() => {
    if (rememberTimeZone()) router.refresh();
  }, [router, timeZone]);

  if (isInterrupted) {
    const time = formatTime(updatedAt, { locale, timeZone, style: 'clock' });
    return (
      <output className="ml-auto flex shrink-0 items-center gap-1.25 font-medium text-warn">
        <Icon name="warn" size={14} />
        <span className="max-md:hidden">{t('interrupted', { time })}</span>
        <span className="md:hidden">{t('interruptedShort', { time })}</span>
      </output>
    );
  }
  if (!updatedAt) return <span className="ml-auto" />;
  const age = formatAge(now.getTime() - updatedAt.getTime(), locale);
  return (
    <span className="ml-auto shrink-0 text-ink-3 max-md:hidden" suppressHydrationWarning>
      {t('updated', { age })} · {formatTime(updatedAt, { locale, timeZone, style: 'clockSeconds' })}
    </span>
  );
}

/** A day is the viewer's day: the server learns the browser's zone once, unless the settings name one. */
function rememberTimeZone(): boolean {
  const name = preferenceCookies.timeZone;
  if (document.cookie.split('; ').some((cookie) => cookie.startsWith(`${name}=`))) return false;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store needs https, and a console may run without
  document.cookie = `${name}=${encodeURIComponent(timeZone)}; path=/; max-age=${preferenceMaxAgeSeconds}; samesite=lax`;
  return timeZone !== 'UTC';
}
