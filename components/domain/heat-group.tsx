import { useTranslations } from 'next-intl';
import type { CSSProperties, ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { TextLink } from '@/components/ui/text-link';

/** A cluster beside others: its name, and what its thresholds are. */
export interface HeatGroupCluster {
  name: string;
  href?: string;
  /** Muted words beside the name: hosts, VMs, balance. */
  note?: ReactNode;
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
}

interface HeatGroupProps {
  cluster: HeatGroupCluster;
  /** Its share of the width. */
  cores: number;
  minRem: number;
  isDense: boolean;
  withAxis: boolean;
  children: ReactNode;
}

/** The columns of one cluster under its name, with its thresholds. */
export function HeatGroup({ cluster, cores, minRem, isDense, withAxis, children }: HeatGroupProps) {
  return (
    <section
      aria-label={cluster.name}
      style={{ flex: `${cores} 1 0`, minWidth: `min(100%, ${minRem}rem)` }}
      className={cn('max-md:min-w-full!', withAxis && 'md:pl-10')}
    >
      <h3 className={cn('flex gap-x-2.5 pb-1', isDense ? 'flex-col' : 'flex-wrap items-baseline')}>
        {cluster.href ? (
          <TextLink quiet prefetch={false} href={cluster.href} className="font-semibold">
            {cluster.name}
          </TextLink>
        ) : (
          <span className="font-semibold">{cluster.name}</span>
        )}
        {cluster.note ? <span className="text-ink-3 text-small">{cluster.note}</span> : null}
      </h3>
      <div className="relative">
        {withAxis ? <Axis cluster={cluster} /> : null}
        {children}
        <Threshold style={{ top: `calc(var(--heat-up) * ${1 - cluster.cpuThresholdPercent / 100})` }} />
        <Threshold
          style={{
            top: `calc(var(--heat-up) + var(--heat-names) + var(--heat-down) * ${cluster.memoryThresholdPercent / 100})`,
          }}
        />
      </div>
    </section>
  );
}

/** The axis is drawn once for neighbours with the same thresholds. */
export const needsAxis = (clusters: readonly HeatGroupCluster[], i: number): boolean => {
  const [a, b] = [clusters[i], clusters[i - 1]];
  return (
    a?.cpuThresholdPercent !== b?.cpuThresholdPercent ||
    a?.memoryThresholdPercent !== b?.memoryThresholdPercent
  );
};

const Threshold = ({ style }: { style: CSSProperties }) => (
  <span
    style={style}
    className="pointer-events-none absolute -right-0.5 -left-1.5 z-1 border-ink-2 border-t border-dashed"
  />
);

function Axis({ cluster }: { cluster: HeatGroupCluster }) {
  const t = useTranslations();
  const marks = [
    { key: 'top', text: '100', style: { top: '0' } },
    {
      key: 'cpu-threshold',
      text: t('format.percent', { value: cluster.cpuThresholdPercent }),
      style: { top: `calc(var(--heat-up) * ${1 - cluster.cpuThresholdPercent / 100})` },
    },
    { key: 'cpu', text: t('common.cpu'), style: { top: 'calc(var(--heat-up) - 0.75rem)' } },
    {
      key: 'memory',
      text: t('common.memory'),
      style: { top: 'calc(var(--heat-up) + var(--heat-names))' },
    },
    {
      key: 'memory-threshold',
      text: t('format.percent', { value: cluster.memoryThresholdPercent }),
      style: {
        top: `calc(var(--heat-up) + var(--heat-names) + var(--heat-down) * ${cluster.memoryThresholdPercent / 100})`,
      },
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
            mark.key.endsWith('threshold') && '-mt-1.5',
          )}
        >
          {mark.text}
        </span>
      ))}
    </div>
  );
}
