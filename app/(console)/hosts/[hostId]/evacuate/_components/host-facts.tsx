import { useLocale, useTranslations } from 'next-intl';
import { formatMebibytes } from '@/lib/format/bytes';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';

/** How big the host is, and how many VMs it has. */
export function HostFacts({ page: { host, vmCount } }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.facts');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  const vms = tCommon('vms', { count: vmCount });
  if (host.cores === null) return <span>{vms}</span>;
  return (
    <span>
      {t('cores', {
        cores: tCommon('cores', { count: host.cores }),
        memory: formatMebibytes(host.memoryMiB, locale),
        vms,
      })}
    </span>
  );
}
