import { useTranslations } from 'next-intl';
import type { IconName } from '@/components/ui/icon-shapes';
import { Status, type Tone } from '@/components/ui/status';
import type { OutageVerdict } from '@/lib/model/host-sign';

const appearances: Record<OutageVerdict, { icon: IconName; tone: Tone }> = {
  unclear: { icon: 'unknown', tone: 'unknown' },
  unreachable: { icon: 'warn', tone: 'warn' },
  down: { icon: 'down', tone: 'crit' },
  off: { icon: 'down', tone: 'crit' },
};

/** What the signs say together, in a word. */
export function OutageStatus({ verdict }: { verdict: OutageVerdict }) {
  const t = useTranslations('outage.verdict');
  return <Status {...appearances[verdict]}>{t(verdict)}</Status>;
}
