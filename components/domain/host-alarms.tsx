import { useLocale, useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import { formatDuration } from '@/lib/format/duration';
import type { HostAlarm } from '@/lib/model/host-alarm';

/** An alarm of a host as a sentence. */
export function useAlarmText(): (alarm: HostAlarm) => string {
  const t = useTranslations('alarm');
  const locale = useLocale();
  return ({ code, facts }) =>
    t(code, {
      cpuCores: 0,
      memoryMiB: 0,
      count: 0,
      names: '-',
      measure: 'other',
      value: '-',
      most: 0,
      direction: 'ahead',
      ...facts,
      seconds: formatDuration(Number(facts.seconds ?? 0) * 1000, locale),
    });
}

/** Invalid reports of a host; nothing if there are none. `host`: named if several hosts are shown. */
export function HostAlarms({ alarms, host }: { alarms: readonly HostAlarm[]; host?: string }) {
  const alarmText = useAlarmText();
  const t = useTranslations('host');
  if (alarms.length === 0) return null;
  return (
    <Note tone="warn" title={host ?? t('alarms')}>
      {alarms.map((alarm) => (
        <p key={alarm.code}>{alarmText(alarm)}</p>
      ))}
    </Note>
  );
}
