import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { formatAge } from '@/lib/format/duration';
import { formatTime } from '@/lib/format/time';
import type { VmHold } from '@/lib/model/vm-hold';

/** Why a VM does not move by itself, or not at all, in a word or two. */
export function HoldText({ hold }: { hold: VmHold }) {
  const t = useTranslations('host.vms.hold');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  return (
    <span className="text-ink-2">
      {'by' in hold
        ? t(hold.code, { by: t(`by.${hold.by}`) })
        : 'manager' in hold
          ? t(hold.code, { manager: hold.manager })
          : 'secondsLeft' in hold
            ? t(hold.code, { left: formatAge(hold.secondsLeft * 1000, locale) })
            : 'until' in hold
              ? t(hold.code, { until: formatTime(hold.until, { locale, timeZone, style: 'dayClock' }) })
              : t(hold.code)}
    </span>
  );
}
