import { useTranslations } from 'next-intl';
import type { CSSProperties, ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { TextLink } from '@/components/ui/text-link';
import { ArrowKeys } from '../ui/arrow-keys';
import { HeatColumn, type HeatHost } from './heat-column';
import { namePrefix } from './name-prefix';

export interface HeatCluster {
  id: string;
  name: string;
  href?: string;
  /** Muted words beside the name: hosts, VMs, balance. */
  note?: ReactNode;
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
  hosts: readonly HeatHost[];
}

export type HeatOrder = 'cpu' | 'memory' | 'name';

interface HeatStripProps {
  clusters: readonly HeatCluster[];
  order?: HeatOrder;
}

const NAMED_HOSTS = 60;

const rankings: Record<HeatOrder, (a: HeatHost, b: HeatHost) => number> = {
  cpu: (a, b) => (b.cpuPercent ?? -1) - (a.cpuPercent ?? -1) || byName(a, b),
  memory: (a, b) => (b.memoryPercent ?? -1) - (a.memoryPercent ?? -1) || byName(a, b),
  name: (a, b) => byName(a, b),
};
const byName = (a: HeatHost, b: HeatHost) => a.name.localeCompare(b.name, 'en', { numeric: true });

/**
 * One strip for all hosts: width is cores, height is load, CPU above the names and memory below, so area is real work.
 * Every host is a link; arrow keys move between them. With more than sixty hosts the columns have no names.
 */
export function HeatStrip({ clusters, order = 'cpu' }: HeatStripProps) {
  const isDense = clusters.reduce((hosts, cluster) => hosts + cluster.hosts.length, 0) > NAMED_HOSTS;
  return (
    <div
      className={cn(
        'flex flex-wrap gap-x-6 gap-y-4',
        isDense
          ? '[--heat-down:3.25rem] [--heat-up:5.5rem]'
          : '[--heat-down:3.75rem] [--heat-up:6rem] md:[--heat-down:5rem] md:[--heat-up:8rem]',
      )}
    >
      {clusters.map((cluster, i) => (
        <HeatGroup
          key={cluster.id}
          cluster={cluster}
          order={order}
          isDense={isDense}
          withAxis={i === 0 || !hasSameThresholds(cluster, clusters[i - 1])}
        />
      ))}
    </div>
  );
}

const hasSameThresholds = (a: HeatCluster, b: HeatCluster | undefined): boolean =>
  a.cpuThresholdPercent === b?.cpuThresholdPercent && a.memoryThresholdPercent === b.memoryThresholdPercent;

interface GroupProps {
  cluster: HeatCluster;
  order: HeatOrder;
  isDense: boolean;
  withAxis: boolean;
}

function HeatGroup({ cluster, order, isDense, withAxis }: GroupProps) {
  const hosts = [...cluster.hosts].sort(rankings[order]);
  const cores = hosts.reduce((sum, host) => sum + (host.cores ?? 1), 0);
  const prefix = namePrefix(hosts.map((host) => host.name));
  const least = isDense ? hosts.length * 0.125 : Math.max(10, hosts.length * 2.25);
  return (
    <section
      aria-label={cluster.name}
      style={{ flex: `${cores} 1 0`, minWidth: `min(100%, ${least}rem)` }}
      className={cn('max-md:min-w-full!', withAxis && 'md:pl-10')}
    >
      <h3 className="flex flex-wrap items-baseline gap-x-2.5 pb-1">
        {cluster.href ? (
          <TextLink quiet href={cluster.href} className="font-semibold">
            {cluster.name}
          </TextLink>
        ) : (
          <span className="font-semibold">{cluster.name}</span>
        )}
        {cluster.note ? <span className="text-ink-3 text-small">{cluster.note}</span> : null}
      </h3>
      <div className="relative">
        {withAxis ? <Axis cluster={cluster} /> : null}
        <ArrowKeys>
          <ul
            style={gapOf(hosts.length)}
            className={cn('flex', isDense ? 'gap-0 md:gap-(--heat-gap)' : 'gap-0.5')}
          >
            {hosts.map((host, i) => (
              <HeatColumn
                key={host.id}
                host={host}
                cluster={cluster}
                prefix={prefix}
                isDense={isDense}
                hostCount={hosts.length}
                isTabStop={!isDense || i === 0}
              />
            ))}
          </ul>
        </ArrowKeys>
        <Threshold style={{ top: `calc(var(--heat-up) * ${1 - cluster.cpuThresholdPercent / 100})` }} />
        <Threshold
          style={{ bottom: `calc(var(--heat-down) * ${1 - cluster.memoryThresholdPercent / 100})` }}
        />
      </div>
    </section>
  );
}

/** A hairline between columns, if the hairlines leave most of the width to the columns. */
const gapOf = (hosts: number): CSSProperties & Record<'--heat-gap', string> => ({
  '--heat-gap': `min(1px, ${20 / hosts}%)`,
});

const Threshold = ({ style }: { style: CSSProperties }) => (
  <span
    style={style}
    className="pointer-events-none absolute -right-0.5 -left-1.5 z-1 border-ink-2 border-t border-dashed"
  />
);

function Axis({ cluster }: { cluster: HeatCluster }) {
  const t = useTranslations();
  const marks = [
    { key: 'top', text: '100', style: { top: '0' } },
    {
      key: 'cpu-threshold',
      text: t('format.percent', { value: cluster.cpuThresholdPercent }),
      style: { top: `calc(var(--heat-up) * ${1 - cluster.cpuThresholdPercent / 100})` },
    },
    { key: 'cpu', text: t('common.cpu'), style: { top: 'calc(var(--heat-up) - 0.75rem)' } },
    { key: 'memory', text: t('common.memory'), style: { bottom: 'calc(var(--heat-down) - 0.75rem)' } },
    {
      key: 'memory-threshold',
      text: t('format.percent', { value: cluster.memoryThresholdPercent }),
      style: { bottom: `calc(var(--heat-down) * ${1 - cluster.memoryThresholdPercent / 100})` },
    },
  ];
  return (
    <div aria-hidden="true" className="max-md:hidden">
      {marks.map((mark) => (
        <span
          key={mark.key}
          style={mark.style}
          className={cn(
            'absolute right-full mr-2 whitespace-nowrap text-right text-ink-3 text-micro leading-3',
            mark.key.endsWith('threshold') && (mark.key.startsWith('cpu') ? '-mt-1.5' : '-mb-1.5'),
          )}
        >
          {mark.text}
        </span>
      ))}
    </div>
  );
}
