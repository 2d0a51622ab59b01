import { useTranslations } from 'next-intl';
import { Note } from '@/components/ui/note';
import type { OtherBalancer } from '@/lib/model/other-balancer';

/** What another balancer of a cluster does, and what Ballast therefore does not do. */
export function BalancerNote({ balancer }: { balancer: OtherBalancer | null }) {
  const t = useTranslations('clusters.balancerNote');
  if (balancer === null || balancer.mode === 'off') return null;
  const { name, mode, movedUuids, excludedUuids } = balancer;
  const does = movedUuids === null || mode === 'manual' ? t(mode, { name }) : someOf(movedUuids.length);
  return (
    <Note tone={mode === 'automatic' ? 'warn' : 'plain'} className="mb-3">
      {does}
      {excludedUuids.length > 0 ? ` ${t('excluded', { name, count: excludedUuids.length })}` : null}
    </Note>
  );

  function someOf(count: number): string {
    return t('some', { name, count });
  }
}
