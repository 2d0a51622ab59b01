import { useLocale, useTranslations } from 'next-intl';
import { formatMebibytes } from '@/lib/format/bytes';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';

/** How big the host is, and how many VMs it has; of several hosts, how many VMs they have together. */
export function HostFacts({ page: { emptied, vmCount } }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.facts');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  const vms = tCommon('vms', { count: vmCount });
  const [host, ...others] = emptied;
  if (others.length > 0)
    return <span>{t('several', { hosts: tCommon('hosts', { count: emptied.length }), vms })}</span>;
  if (!host || host.cores === null) return <span>{vms}</span>;
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
