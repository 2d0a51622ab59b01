'use client';

import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import { toneOfLoad, worseTone } from '@/lib/format/load';
import { formatPercent } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { Thresholds } from '@/lib/model/policy';
import { DenseBars } from './dense-bars';
import { hostStatusOf } from './host-status';
import { unpackHosts } from './packed-hosts';
import { type HeatOrder, rankHosts } from './rank-hosts';
import type { StripHost } from './strip-hosts';
import { useStripHosts } from './use-strip-hosts';

interface DenseStripProps {
  cluster: { id: string; name: string } & Thresholds;
  /** `packHosts` of its hosts, by name. */
  packed: string;
  order: HeatOrder;
}

const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * The columns of many hosts in a few shapes, as one link: arrow keys, Home and End, or the pointer choose the host that
 * it leads to. The chosen host is announced. Before one is chosen it leads to the cluster, which lists all.
 */
export function DenseStrip({ cluster, packed, order }: DenseStripProps) {
  const t = useTranslations('format');
  const summaryOf = useHostSummary(cluster);
  const [at, setAt] = useState<number | null>(null);
  const columns = useMemo(() => toColumns(packed, order), [packed, order]);
  const hosts = useStripHosts(cluster.id, at !== null, packed);
  const width = columns.at(-1)?.to ?? 1;
  const column = at === null ? undefined : columns[at];
  const host = column && hosts?.length === columns.length ? hosts[column.index] : undefined;
  const summary = host ? summaryOf(host) : '';
  const name = t('strip', { cluster: cluster.name, count: columns.length });

  const handleKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const last = columns.length - 1;
    const step = steps[event.key];
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? last : (at ?? 0) + (step ?? Number.NaN);
    if (Number.isNaN(next)) return;
    event.preventDefault();
    setAt(Math.min(last, Math.max(0, next)));
  };
  const handlePointer = (event: PointerEvent<HTMLElement>) => {
    const { left, width: pixels } = event.currentTarget.getBoundingClientRect();
    const place = ((event.clientX - left) / pixels) * width;
    const found = columns.findIndex(({ to }) => place < to);
    if (found >= 0) setAt(found);
  };
  return (
    <>
      <Link
        href={host ? paths.host(host.id) : paths.cluster(cluster.id)}
        prefetch={false}
        aria-label={host ? summary : name}
        onFocus={() => setAt(at ?? 0)}
        onBlur={() => setAt(null)}
        onKeyDown={handleKey}
        onPointerMove={handlePointer}
        onPointerDown={handlePointer}
        onPointerLeave={(event) => {
          if (document.activeElement !== event.currentTarget) setAt(null);
        }}
        className="relative block focus-visible:outline-offset-2"
      >
        <DenseBars
          end="up"
          width={width}
          bars={columns.map(({ host, ...place }) => ({
            ...place,
            percent: host.cpuPercent,
            tone: host.cpuTone,
          }))}
        />
        <span className="block h-1" />
        <DenseBars
          end="down"
          width={width}
          bars={columns.map(({ host, ...place }) => ({
            ...place,
            percent: host.memoryPercent,
            tone: host.memoryTone,
          }))}
        />
        {column ? (
          <span
            style={{
              left: `${(100 * column.from) / width}%`,
              width: `max(2px, ${(100 * (column.to - column.from)) / width}%)`,
            }}
            className="pointer-events-none absolute inset-y-0 border-accent border-x-2 bg-accent/15"
          />
        ) : null}
      </Link>
      <p aria-live="polite" className="h-5 truncate text-ink-2 text-small">
        {summary}
      </p>
    </>
  );
}

/** The columns in the order of the strip: where each is, and the index of its host by name. */
function toColumns(packed: string, order: HeatOrder) {
  const hosts = unpackHosts(packed).map((host, index) => ({
    host,
    index,
    name: String(index),
    cpuPercent: host.cpuTone === 'unknown' ? null : host.cpuPercent,
    memoryPercent: host.memoryTone === 'unknown' ? null : host.memoryPercent,
  }));
  let from = 0;
  return rankHosts(hosts, order).map(({ host, index }) => {
    const column = { from, to: from + Math.max(1, host.cores), host, index };
    from = column.to;
    return column;
  });
}

function useHostSummary(thresholds: Thresholds): (host: StripHost) => string {
  const t = useTranslations();
  const locale = useLocale();
  return (host) => {
    const load = worseTone(
      toneOfLoad(host.cpuPercent, thresholds.cpuThresholdPercent),
      toneOfLoad(host.memoryPercent, thresholds.memoryThresholdPercent),
    );
    return t('format.hostSummary', {
      host: host.name,
      cpu: formatPercent(host.cpuPercent, locale),
      memory: formatPercent(host.memoryPercent, locale),
      cores: host.cores ?? 0,
      status: t(`state.host.${hostStatusOf({ ...host, load })}`),
    });
  };
}
