'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Icon } from '@/components/ui/icon';
import { preferenceCookies, preferenceMaxAgeSeconds } from '@/i18n/preferences';
import { formatAge } from '@/lib/format/duration';
import { formatTime } from '@/lib/format/time';
import { watchChanges } from './watch-changes';

/** Figures of long ago, as while a simulated past is lived through in fast time, need not be followed every second. */
const OLD_MS = 120_000;
const OLD_REFRESH_MS = 5000;

interface LiveRefreshProps {
  /** When the newest figures on screen were measured. */
  updatedAt: Date | string | null;
}

/**
 * Asks for the page anew when something has changed on the server; scroll, focus and what was typed stay. Says how old
 * the figures are, and when the connection was lost.
 */
export function LiveRefresh({ updatedAt }: LiveRefreshProps) {
  const t = useTranslations('frame');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const router = useRouter();
  const now = useNow({ updateInterval: 1000 });
  const [isInterrupted, setInterrupted] = useState(false);

  const isOld = updatedAt !== null && now.getTime() - new Date(updatedAt).getTime() > OLD_MS;
  useEffect(() => {
    const refreshMs = isOld ? OLD_REFRESH_MS : undefined;
    return watchChanges({ onChange: () => router.refresh(), onInterrupted: setInterrupted, refreshMs });
  }, [router, isOld]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: settings may take the zone away, then it is told again
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
  const age = formatAge(now.getTime() - new Date(updatedAt).getTime(), locale);
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
