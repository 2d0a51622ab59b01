import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { isOverThreshold, type LoadTone, toneOfLoad, worseTone } from '@/lib/format/load';
import { formatPercent, percentQuantity } from '@/lib/format/number';
import { isKnown } from '@/lib/format/quantity';
import type { Connection, HostMode } from '@/lib/model/host';
import type { HostAlarm } from '@/lib/model/host-alarm';
import { hostAppearances, hostStatusOf } from './host-status';

export interface HeatHost {
  id: string;
  name: string;
  href: string;
  cores: number | null;
  mode: HostMode;
  connection: Connection;
  /** Null: unknown. Give the last figures then, so that they stay, hatched. */
  cpuPercent: number | null;
  memoryPercent: number | null;
  lastCpuPercent?: number | null;
  lastMemoryPercent?: number | null;
  alarms: readonly HostAlarm[];
  failing: object | null; // a person says that it is about to fail
}

interface HeatColumnProps {
  host: HeatHost;
  cluster: { cpuThresholdPercent: number; memoryThresholdPercent: number };
  /** What all names of the cluster begin with; left out where the column is narrow. */
  prefix: string;
  /** How many hosts share the width. */
  hostCount: number;
}

/** One host in the strip: CPU grows up from its name, memory down. */
export function HeatColumn({ host, cluster, prefix, hostCount }: HeatColumnProps) {
  const t = useTranslations();
  const locale = useLocale();
  const cpuTone = toneOfLoad(host.cpuPercent, cluster.cpuThresholdPercent);
  const memoryTone = toneOfLoad(host.memoryPercent, cluster.memoryThresholdPercent);
  const status = hostStatusOf({
    ...host,
    isFailing: host.failing !== null,
    load: worseTone(cpuTone, memoryTone),
  });
  const summary = t('format.hostSummary', {
    host: host.name,
    cpu: formatPercent(host.cpuPercent, locale),
    memory: formatPercent(host.memoryPercent, locale),
    cores: host.cores ?? 0,
    status: t(`state.host.${status}`),
  });
  const isByMemory = memoryTone !== 'plain' && cpuTone === 'plain' && host.connection === 'up';
  const mark =
    status === 'ok' ? null : (
      <span
        data-tone={hostAppearances[status].tone}
        className="absolute inset-x-0 grid place-items-center text-(--tone-ink) [--glyph-ground:var(--tone-fill)] group-data-[end=down]:top-1.25 group-data-[end=up]:bottom-1.25"
      >
        <Icon name={hostAppearances[status].icon} size={14} />
      </span>
    );
  // a finger needs 24 px, if each host has that much
  const minColumnWidth = `min(1.5rem, ${100 / hostCount}% - 2px)`;
  return (
    <li style={{ flex: `${host.cores ?? 1} 1 0`, minWidth: minColumnWidth }} className="@container">
      <Link
        href={host.href}
        prefetch={false}
        title={summary}
        aria-label={summary}
        data-arrow-item=""
        className="group/host block focus-visible:relative focus-visible:z-2 focus-visible:outline-offset-0"
      >
        <HeatLoad
          end="up"
          percent={host.cpuPercent}
          last={host.lastCpuPercent}
          thresholdPercent={cluster.cpuThresholdPercent}
          tone={cpuTone}
        >
          {isByMemory ? null : mark}
        </HeatLoad>
        <HostName name={host.name} prefix={prefix} isStrong={status !== 'ok'} />
        <HeatLoad
          end="down"
          percent={host.memoryPercent}
          last={host.lastMemoryPercent}
          thresholdPercent={cluster.memoryThresholdPercent}
          tone={memoryTone}
        >
          {isByMemory ? mark : null}
        </HeatLoad>
      </Link>
    </li>
  );
}

function HostName({ name, prefix, isStrong }: { name: string; prefix: string; isStrong: boolean }) {
  return (
    <span
      className={cn(
        'flex h-(--heat-names) items-center justify-center overflow-hidden whitespace-nowrap text-small @max-[1.4rem]:text-micro group-hover/host:text-ink',
        isStrong ? 'font-semibold text-ink' : 'text-ink-2',
      )}
    >
      <span className="@max-[3.4rem]:hidden">{prefix}</span>
      {name.slice(prefix.length)}
    </span>
  );
}

interface HeatLoadProps {
  end: 'up' | 'down';
  percent: number | null;
  last: number | null | undefined;
  thresholdPercent: number;
  tone: LoadTone;
  children: ReactNode;
}

function HeatLoad({ end, percent, last, thresholdPercent, tone, children }: HeatLoadProps) {
  const shown = Math.min(100, Math.max(0, percent ?? last ?? 0));
  return (
    <span
      data-tone={tone}
      data-end={end}
      className={cn(
        'group relative block bg-track group-hover/host:bg-hover',
        end === 'up' ? 'h-(--heat-up)' : 'h-(--heat-down)',
      )}
    >
      <span
        style={{ height: `${shown}%` }}
        className={cn(
          'absolute inset-x-0',
          tone === 'unknown'
            ? 'hatch-unknown border-ink-3 border-dashed'
            : 'border-(--tone-edge) bg-(--tone-fill)',
          end === 'up' ? 'bottom-0 border-t-2' : 'top-0 border-b-2',
          tone === 'unknown' && (end === 'up' ? 'border-t' : 'border-b'),
        )}
      />
      <HeatFigure
        end={end}
        percent={percent}
        last={last}
        thresholdPercent={thresholdPercent}
        hasMark={children !== null && children !== undefined}
      />
      {children}
    </span>
  );
}

/** The number: inside its bar, below the threshold line when the bar reaches over it, outside when it is too short. */
function HeatFigure({
  end,
  percent,
  last,
  thresholdPercent,
  hasMark,
}: Pick<HeatLoadProps, 'end' | 'percent' | 'last' | 'thresholdPercent'> & { hasMark: boolean }) {
  const t = useTranslations('format');
  const locale = useLocale();
  const value = percent ?? last;
  if (!isKnown(value)) return null;
  const figure = percentQuantity(value, locale).value;
  const isShort = value < (end === 'up' ? 32 : 40);
  const edge = Math.min(value, thresholdPercent);
  const place = isShort ? `calc(${value}% + 0.125rem)` : `calc(${edge}% - 1.25rem)`;
  const offset = hasMark ? `max(${place}, 1.25rem)` : place; // the mark is at the base of the bars
  return (
    <span
      style={end === 'up' ? { bottom: offset } : { top: offset }}
      className={cn(
        'absolute inset-x-0 overflow-hidden whitespace-nowrap text-center text-small leading-4 @max-[1.9rem]:text-micro',
        end === 'up' ? 'font-semibold' : 'font-medium text-ink-2',
        isOverThreshold(value, thresholdPercent) && 'font-semibold text-ink',
        percent === null && 'font-medium text-ink-3',
      )}
    >
      {percent === null ? (
        <>
          <span className="@max-[3rem]:hidden">{t('was', { value: figure })}</span>
          <span className="@min-[3rem]:hidden">{figure}</span>
        </>
      ) : (
        figure
      )}
    </span>
  );
}
