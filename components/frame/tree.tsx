import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { hostAppearances, hostStatusOf } from '@/components/domain/host-status';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { type LoadTone, toneOfLoad, worseTone } from '@/lib/format/load';
import { paths } from '@/lib/model/paths';
import { entryStyle } from './page-links';
import type { FrameCluster, FrameHost } from './types';

interface TreeProps {
  clusters: readonly FrameCluster[];
  pathname: string;
  isOpen: (cluster: FrameCluster) => boolean;
  onToggle: (cluster: FrameCluster) => void;
}

/** Clusters and their hosts, with state, load and number of VMs. */
export function Tree({ clusters, pathname, isOpen, onToggle }: TreeProps) {
  const t = useTranslations('frame');
  return (
    <nav aria-label={t('tree')} className="min-h-0 flex-1 overflow-y-auto p-2">
      {clusters.length === 0 ? <p className="px-2 text-ink-3 text-small">{t('noClusters')}</p> : null}
      <ul>
        {clusters.map((cluster) => (
          <TreeCluster
            key={cluster.id}
            cluster={cluster}
            pathname={pathname}
            isOpen={isOpen(cluster)}
            onToggle={() => onToggle(cluster)}
          />
        ))}
      </ul>
    </nav>
  );
}

/** Whether an address is that of a page, or of one below it. */
export const isAt = (pathname: string, href: string) => pathname === href || pathname.startsWith(`${href}/`);

interface TreeClusterProps {
  cluster: FrameCluster;
  pathname: string;
  isOpen: boolean;
  onToggle: () => void;
}

function TreeCluster({ cluster, pathname, isOpen, onToggle }: TreeClusterProps) {
  const t = useTranslations();
  const href = paths.cluster(cluster.id);
  const status = cluster.needsAttention ? 'warning' : 'ok';
  return (
    <li className="mb-1">
      <span className="flex items-center">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={t('frame.expand', { cluster: cluster.name })}
          onClick={onToggle}
          className="grid size-10 shrink-0 place-items-center rounded-small text-ink-3 hover:text-ink md:size-6"
        >
          <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={10} />
        </button>
        <Link
          href={href}
          prefetch={false}
          aria-current={isAt(pathname, href) ? 'page' : undefined}
          className={cn(entryStyle, 'h-10 min-w-0 flex-1 px-1 pr-2 font-semibold text-ink md:h-7')}
        >
          <span data-tone={hostAppearances[status].tone} className="text-(--tone-ink)">
            <Icon name={hostAppearances[status].icon} size={14} label={t(`state.host.${status}`)} />
          </span>
          <span className="truncate">{cluster.name}</span>
          <span className="ml-auto font-normal text-ink-3 text-small">
            {cluster.vmCount}
            <span className="sr-only"> {t('frame.vmsUnit')}</span>
          </span>
        </Link>
      </span>
      {isOpen ? (
        <ul>
          {cluster.hosts?.map((host) => (
            <TreeHost key={host.id} host={host} cluster={cluster} pathname={pathname} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

interface TreeHostProps {
  host: FrameHost;
  cluster: FrameCluster;
  pathname: string;
}

function TreeHost({ host, cluster, pathname }: TreeHostProps) {
  const t = useTranslations();
  const href = paths.host(host.id);
  const load = loadTone(host, cluster);
  const status = hostStatusOf({ ...host, load });
  const loads = [host.cpuPercent, host.memoryPercent].filter((percent) => percent !== null);
  return (
    <li>
      <Link
        href={href}
        prefetch={false}
        aria-current={isAt(pathname, href) ? 'page' : undefined}
        className={cn(entryStyle, 'h-10 pr-2 pl-7 md:h-6.5')}
      >
        <span data-tone={hostAppearances[status].tone} className="text-(--tone-ink)">
          <Icon name={hostAppearances[status].icon} size={14} label={t(`state.host.${status}`)} />
        </span>
        <span className="min-w-0 flex-1 truncate">{host.name}</span>
        {loads.length > 0 && host.connection === 'up' ? (
          <span
            aria-hidden="true"
            data-tone={load}
            className="h-1 w-6.5 overflow-hidden rounded-[2px] bg-track"
          >
            <span
              style={{ width: `${Math.min(100, Math.max(...loads))}%` }}
              className="block h-full bg-(--tone-edge)"
            />
          </span>
        ) : (
          <span className="font-normal text-ink-3 text-micro">{t('frame.noData')}</span>
        )}
        <span className="w-6 text-right font-normal text-ink-3 text-small">
          {host.vmCount}
          <span className="sr-only"> {t('frame.vmsUnit')}</span>
        </span>
      </Link>
    </li>
  );
}

function loadTone(host: FrameHost, cluster: FrameCluster): LoadTone {
  return worseTone(
    toneOfLoad(host.cpuPercent, cluster.cpuThresholdPercent),
    toneOfLoad(host.memoryPercent, cluster.memoryThresholdPercent),
  );
}
