import { useLocale, useTranslations } from 'next-intl';
import { NetworkDialog } from '@/components/domain/network-dialog';
import { NetworkWarnings } from '@/components/domain/network-warnings';
import { Button } from '@/components/ui/button';
import { formatLink } from '@/lib/format/link';
import type { HostPage } from '@/lib/views/host/read-host';
import { editHostAction } from '../actions';

interface MigrationNetworkProps {
  host: HostPage['host'];
  refusal: string | null; // why this person may not change it
}

/** The connection on which a host's migrations go: its name, its speed, where that is from, and what is not well. */
export function MigrationNetwork({ host, refusal }: MigrationNetworkProps) {
  const t = useTranslations('migration.hostNetwork');
  const locale = useLocale();
  const { name, mbps, enteredMbps, warnings } = host.network;
  const speed =
    mbps === null
      ? t('unknown')
      : t(enteredMbps === null ? 'known' : 'entered', { speed: formatLink(mbps, locale) });
  const button = (
    <Button size="small" aria-label={t('editOf', { host: host.name })} disabledReason={refusal}>
      {t('edit')}
    </Button>
  );
  return (
    <div className="grid gap-1">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {[name, speed].filter(Boolean).join(', ')}
        {refusal ? (
          button
        ) : (
          <NetworkDialog host={host} network={host.network} trigger={button} save={editHostAction} />
        )}
      </span>
      <NetworkWarnings warnings={warnings} />
    </div>
  );
}
