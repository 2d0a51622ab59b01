import { useLocale, useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { formatCores, formatMebibytes, formatMhz } from '@/lib/format/bytes';
import { paths } from '@/lib/model/paths';
import type { HostPage } from '@/lib/views/host/read-host';
import { ReserveDialog } from './reserve-dialog';

interface HostReserveProps {
  host: HostPage['host'];
  refusal: string | null; // why this person may not change it
}

/** What the host keeps for itself, and who says so. */
export function HostReserveEntry({ host, refusal }: HostReserveProps) {
  const t = useTranslations('host.reserve');
  const summary = useTranslations('host.summary');
  const locale = useLocale();
  const { reserve } = host;
  const label = t('editOf', { host: host.name });
  const button = (
    <Button size="small" aria-label={label} disabledReason={refusal}>
      {t('edit')}
    </Button>
  );
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {reserve
        ? t('of', {
            cores: formatCores(reserve.cores, locale),
            coresSource: t(`source.${reserve.coresFrom}`),
            memory: formatMebibytes(reserve.memoryMiB, locale),
            memorySource: t(`source.${reserve.memoryFrom}`),
          })
        : summary('unknown')}
      {refusal ? button : <ReserveDialog host={host} trigger={button} />}
      <TextLink href={paths.hostPolicy(host.id)}>{t('policy')}</TextLink>
    </span>
  );
}

export function ClockText({ clock }: { clock: HostPage['host']['clock'] }) {
  const t = useTranslations('host.reserve.clockFrom');
  const summary = useTranslations('host.summary');
  const locale = useLocale();
  return clock ? t(clock.from, { clock: formatMhz(clock.mhz, locale) }) : summary('unknown');
}
