'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { VirtualTable } from '@/components/data-table/virtual-table';
import { type HostFilter, LIST_PART_ROWS } from '@/lib/model/list-filter';
import type { HostRow, HostRows } from '@/lib/views/hosts/host-rows';
import { hostsPartHref } from '../hosts-query';
import { useHostListColumns } from './host-list-columns';

interface HostsTableProps {
  first: HostRows;
  filter: HostFilter;
}

const isSilent = (host: HostRow): boolean => host.connection !== 'up';

/** The list of hosts; each leads to its page. */
export function HostsTable({ first, filter }: HostsTableProps) {
  const t = useTranslations('hosts');
  const columns = useHostListColumns(filter);
  const load = useMemo(() => (from: number) => loadHosts(filter, from), [filter]);
  return (
    <VirtualTable
      caption={t('title')}
      columns={columns}
      first={first}
      partRows={LIST_PART_ROWS}
      load={load}
      isDim={isSilent}
    />
  );
}

async function loadHosts(filter: HostFilter, from: number): Promise<HostRows | null> {
  const answer = await fetch(hostsPartHref(filter, from), { cache: 'no-store' });
  if (!answer.ok) return null;
  const { HostRows } = await import('@/lib/views/hosts/host-rows'); // its parser is of no use before somebody scrolls
  return HostRows.parse(await answer.json());
}
