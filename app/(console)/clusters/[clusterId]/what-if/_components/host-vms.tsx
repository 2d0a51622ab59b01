'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Section } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { Tag } from '@/components/ui/tag';
import { formatMebibytes, formatMhz } from '@/lib/format/bytes';
import type { Snapshot, SnapshotVm } from '@/lib/model/snapshot';
import { beginDrag } from './drag';
import type { Names } from './names';

interface HostVmsProps {
  hostId: string;
  vms: readonly SnapshotVm[]; // that are on it after the changes
  home: Snapshot; // where they are now
  names: Names;
  onMove: (vmIds: ReadonlySet<string>, toHostId: string) => void;
}

/** The VMs of a host: each can be dragged to another, or chosen and moved by a list of hosts. */
export function HostVms({ hostId, vms, home, names, onMove }: HostVmsProps) {
  const t = useTranslations('what-if');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [toHostId, setToHostId] = useState('');
  const others = names.hosts.filter(({ id }) => id !== hostId);
  const homeOf = new Map(home.vms.map((vm) => [vm.id, vm.hostId]));
  const here = [...vms].sort((a, b) => (b.demand.cpuMhz ?? 0) - (a.demand.cpuMhz ?? 0));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const move = () => {
    onMove(new Set([...chosen].filter((id) => vms.some((vm) => vm.id === id))), toHostId);
    setChosen(new Set());
  };
  const why = chosen.size === 0 ? t('chooseVms') : toHostId === '' ? t('chooseHost') : null;
  return (
    <Section title={t('vmsOn', { host: names.host(hostId) })} note={t('vmsNote')}>
      <div className="mb-2 flex flex-wrap items-end gap-2">
        <Field label={t('moveTo')} className="w-44">
          <Select
            value={toHostId}
            onChange={(event) => setToHostId(event.target.value)}
            options={[
              { value: '', label: t('chooseHostOption') },
              ...others.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </Field>
        <Button disabledReason={why} onClick={move}>
          {t('move', { count: chosen.size })}
        </Button>
      </div>
      {here.length === 0 ? <p className="text-ink-3">{t('noVms')}</p> : null}
      <ul className="max-h-[28rem] overflow-y-auto">
        {here.map((vm) => (
          <VmItem
            key={vm.id}
            vm={vm}
            name={names.vm(vm.id)}
            isChosen={chosen.has(vm.id)}
            onToggle={() => toggle(vm.id)}
            cameFrom={homeOf.get(vm.id) === hostId ? null : names.host(homeOf.get(vm.id))}
          />
        ))}
      </ul>
    </Section>
  );
}

interface VmItemProps {
  vm: SnapshotVm;
  name: string;
  isChosen: boolean;
  onToggle: () => void;
  cameFrom: string | null; // another host, by the changes
}

function VmItem({ vm, name, isChosen, onToggle, cameFrom }: VmItemProps) {
  const t = useTranslations('what-if');
  const locale = useLocale();
  return (
    <li
      draggable
      onDragStart={(event) => beginDrag(event, vm.id)}
      className="flex cursor-grab items-center gap-2 border-line border-b px-1 py-1 hover:bg-hover"
    >
      <Checkbox label={name} checked={isChosen} onChange={onToggle} className="min-w-0 flex-1" />
      {cameFrom ? <Tag>{t('from', { host: cameFrom })}</Tag> : null}
      <span className="w-20 text-right text-ink-2 text-small">
        {vm.demand.cpuMhz === undefined ? '-' : formatMhz(vm.demand.cpuMhz, locale)}
      </span>
      <span className="w-16 text-right text-ink-2 text-small">{formatMebibytes(vm.memoryMiB, locale)}</span>
    </li>
  );
}
