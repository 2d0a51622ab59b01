import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import type { HostAlarm } from '@/lib/model/host-alarm';

/** An alarm of a host as a sentence. */
export function useAlarmText(): (alarm: HostAlarm) => string {
  const t = useTranslations('alarm');
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
      seconds: 0,
      ...facts,
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
