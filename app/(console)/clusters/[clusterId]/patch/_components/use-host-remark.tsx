import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Status } from '@/components/ui/status';
import type { PatchPlanPage } from '@/lib/views/patches/read-patch-plan';

type PlannedHost = PatchPlanPage['hosts'][number];
const SHOWN = 4;

/** Returns what is particular about patching a host; null: nothing is. */
export function useHostRemark(): (host: PlannedHost, leavesStopped: boolean) => ReactNode {
  const t = useTranslations('patch.preview');
  return ({ isSeen, connection, staysAway, emptying, blockers, left }, leavesStopped) => {
    const blocking = leavesStopped ? blockers : [...blockers, ...left];
    const names = (list: readonly string[]) =>
      list.slice(0, SHOWN).join(', ') + (list.length > SHOWN ? ', …' : '');
    if (!isSeen) return t('unseen');
    if (blocking.length > 0)
      return (
        <span className="inline-flex flex-wrap gap-x-1.5">
          <Status icon="warn" tone="warn" className="h-auto items-start whitespace-normal [&>svg]:mt-0.75">
            {t('blocked', { count: blocking.length, names: names(blocking) })}
          </Status>
        </span>
      );
    if (connection !== 'up' && !staysAway) return t('down');
    if (staysAway) return t('staysAway');
    if (left.length > 0) return t('left', { count: left.length, names: names(left) });
    return emptying.vms === 0 ? t('empty') : null;
  };
}
