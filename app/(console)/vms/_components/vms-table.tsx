'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { VirtualTable } from '@/components/data-table/virtual-table';
import { LIST_PART_ROWS, type VmFilter } from '@/lib/model/list-filter';
import type { VmRow, VmRows } from '@/lib/views/vms/vm-rows';
import { vmsPartHref } from '../vms-query';
import { useVmListColumns } from './vm-list-columns';
import { VmSelection } from './vm-selection';

interface VmsTableProps {
  first: VmRows;
  filter: VmFilter;
  canChoose: boolean; // this person may change VMs
}

const isOff = (vm: VmRow): boolean => vm.state === 'stopped' || !vm.isObserved;

/** The list of VMs; each leads to its panel on the page of its host. */
export function VmsTable({ first, filter, canChoose }: VmsTableProps) {
  const t = useTranslations('vms');
  const columns = useVmListColumns(filter, canChoose);
  const load = useMemo(() => (from: number) => loadVms(filter, from), [filter]);
  const table = (
    <VirtualTable
      caption={t('title')}
      columns={columns}
      first={first}
      partRows={LIST_PART_ROWS}
      load={load}
      isDim={isOff}
    />
  );
  if (!canChoose) return table;
  return (
    <VmSelection filter={filter} total={first.total}>
      {table}
    </VmSelection>
  );
}

async function loadVms(filter: VmFilter, from: number): Promise<VmRows | null> {
  const answer = await fetch(vmsPartHref(filter, from), { cache: 'no-store' });
  if (!answer.ok) return null;
  const { VmRows } = await import('@/lib/views/vms/vm-rows'); // its parser is of no use before somebody scrolls
  return VmRows.parse(await answer.json());
}
