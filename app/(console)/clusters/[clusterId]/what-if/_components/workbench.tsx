'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Columns, Section } from '@/components/ui/page';
import type { WhatIfData } from '@/lib/views/what-if/what-if-data';
import { isUnchanged, noChanges, place, toggleAway } from './changes';
import { HostVms } from './host-vms';
import { HostsBoard } from './hosts-board';
import { inOrder, namesOf } from './names';
import { Results } from './results';
import { Toolbar } from './toolbar';
import { useOutcome } from './use-outcome';

interface WorkbenchProps {
  clusterId: string;
  data: WhatIfData;
  refusal: string | null; // why nothing can be ordered
  onReload: () => void;
}

/** The hosts, the VMs of one of them, and what the changes lead to. */
export function Workbench({ clusterId, data, refusal, onReload }: WorkbenchProps) {
  const t = useTranslations('what-if');
  const [changes, setChanges] = useState(noChanges);
  const [shownHostId, setShownHostId] = useState(() => firstHost(data));
  const tried = useOutcome(data, changes);
  const names = useMemo(() => namesOf(data.snapshot, changes), [data, changes]);
  const move = (vmIds: ReadonlySet<string>, toHostId: string) =>
    setChanges(place(changes, data.snapshot, vmIds, toHostId));
  const current = tried.outcome?.snapshot ?? data.snapshot;
  return (
    <div className="grid gap-5">
      <Toolbar
        data={data}
        changes={changes}
        onChange={setChanges}
        onReset={isUnchanged(changes) ? null : () => setChanges(noChanges)}
        onReload={onReload}
      />
      <Columns>
        <Section title={t('hosts')} note={t('hostsNote')}>
          <HostsBoard
            hosts={inOrder(data.snapshot, changes.added)}
            tried={tried}
            policy={{ ...data.policy, ...changes.policy }}
            away={changes.away}
            shownHostId={shownHostId}
            onShow={setShownHostId}
            onDrop={(vmId, hostId) => move(new Set([vmId]), hostId)}
            onToggleAway={(hostId) => setChanges(toggleAway(changes, hostId))}
          />
        </Section>
        {shownHostId === null ? null : (
          <HostVms
            key={shownHostId}
            hostId={shownHostId}
            vms={current.vms.filter(({ hostId }) => hostId === shownHostId)}
            home={data.snapshot}
            names={names}
            onMove={move}
          />
        )}
      </Columns>
      <Results
        clusterId={clusterId}
        changes={changes}
        tried={tried}
        names={names}
        refusal={refusal}
        onReload={onReload}
      />
    </div>
  );
}

/** The host with the highest load of CPU is what people come for. */
function firstHost({ snapshot: { hosts, vms } }: WhatIfData): string | null {
  const demand = new Map<string, number>();
  for (const { hostId, demand: of } of vms) demand.set(hostId, (demand.get(hostId) ?? 0) + (of.cpuMhz ?? 0));
  const load = ({ id, cpuMhz }: WhatIfData['snapshot']['hosts'][number]) => (demand.get(id) ?? 0) / cpuMhz;
  return [...hosts].sort((a, b) => load(b) - load(a))[0]?.id ?? null;
}
