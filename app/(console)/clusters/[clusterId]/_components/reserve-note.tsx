import { useLocale, useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { formatList } from '@/lib/format/list';
import type { StoredReserve } from '@/lib/model/cluster-reserve';
import { paths } from '@/lib/model/paths';

/** Says that the cluster reserve is lost or in use; nothing while it is kept. */
export function ReserveNote({ clusterId, reserve }: { clusterId: string; reserve: StoredReserve | null }) {
  const t = useTranslations('cluster.reserve');
  const locale = useLocale();
  const actions = <ButtonLink href={paths.reserve(clusterId)}>{t('show')}</ButtonLink>;
  if (reserve?.state === 'in-use') {
    const { away } = reserve;
    return (
      <Note tone="warn" title={t('inUse')} actions={actions}>
        {t('inUseBody', { away: formatList(away, locale), count: away.length })}
      </Note>
    );
  }
  const worst = reserve?.state === 'over-committed' ? reserve.lost[0] : undefined;
  if (!reserve || !worst) return null;
  const facts = { hosts: formatList(worst.hosts, locale), vms: worst.vms };
  const more = reserve.lostSets - 1;
  return (
    <Note tone="warn" title={t('over')} actions={actions}>
      {more === 0 ? t('overBody', facts) : t('overMore', { ...facts, more })}
    </Note>
  );
}
