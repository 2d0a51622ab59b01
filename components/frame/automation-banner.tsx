import { useTranslations } from 'next-intl';
import { useStopText } from '@/components/domain/stop-text';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { RelativeTime } from '@/components/ui/times';
import { paths } from '@/lib/model/paths';
import type { StoppedAutomation } from './types';

const SHOWN_STOPS = 3;

/** On every page: automation is stopped, by a person everywhere, or by itself in some clusters. */
export function AutomationBanner({ switchedOff, stops }: StoppedAutomation) {
  const t = useTranslations('automation.banner');
  const stopText = useStopText();
  if (!switchedOff && stops.length === 0) return null;
  return (
    <Note
      tone="warn"
      className="rounded-none"
      title={
        switchedOff
          ? t.rich('off', { by: switchedOff.by, when: () => <RelativeTime at={switchedOff.at} /> })
          : undefined
      }
      actions={<ButtonLink href={paths.automation()}>{t('manage')}</ButtonLink>}
    >
      {stops.slice(0, SHOWN_STOPS).map(({ clusterId, cluster, code, facts }) => (
        <p key={clusterId}>{t('stop', { cluster, reason: stopText(code, facts) })}</p>
      ))}
      {stops.length > SHOWN_STOPS ? <p>{t('more', { count: stops.length - SHOWN_STOPS })}</p> : null}
    </Note>
  );
}
