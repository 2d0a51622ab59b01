import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { RefusalList } from '@/components/domain/refusal-list';
import { VmStateBadge } from '@/components/domain/state-badges';
import { VmDoubts } from '@/components/domain/vm-doubts';
import { Note } from '@/components/ui/note';
import { SidePanel } from '@/components/ui/side-panel';
import { TextLink } from '@/components/ui/text-link';
import { paths } from '@/lib/model/paths';
import type { VmPanel as VmPanelData } from '@/lib/views/host/read-vm-panel';
import { tryAgainAction } from '../actions';
import type { HostQuery } from '../host-query';
import type { Thresholds } from './destination-rows';
import { LeftCopiesNote } from './left-copies-note';
import { MigrateForm } from './migrate-form';
import { VmExemption } from './vm-exemption';
import { VmFacts } from './vm-facts';
import { VmUtilisation } from './vm-utilisation';

interface VmPanelProps {
  /** Null: it is not on this host any more. */
  vm: VmPanelData | null;
  query: HostQuery;
  thresholds: Thresholds;
  closeHref: string;
  /** What should be known before it migrates. */
  notice: ReactNode;
  obstacle: 'role' | 'past' | null;
}

/** The chosen VM: what it is, and where it could go. */
export function VmPanel({ vm, query, thresholds, closeHref, notice, obstacle }: VmPanelProps) {
  const t = useTranslations('migrate');
  const tRefusal = useTranslations('refusal');
  const tHost = useTranslations('host.why');
  if (!vm)
    return (
      <SidePanel title={t('gone')} closeHref={closeHref} closeLabel={t('close', { vm: '' })}>
        <p className="text-ink-2">{t('gone')}</p>
      </SidePanel>
    );
  return (
    <SidePanel
      key={vm.id}
      title={vm.name}
      status={
        vm.isObserved ? (
          <VmStateBadge state={vm.state} condition={vm.condition} />
        ) : (
          <VmStateBadge state={vm.state} condition="unknown" />
        )
      }
      closeHref={closeHref}
      closeLabel={t('close', { vm: vm.name })}
    >
      {vm.copy ? (
        <LeftCopiesNote
          left={vm.copy}
          className="mb-3"
          disabledReason={obstacle === 'role' ? tHost('role') : null}
        />
      ) : null}
      <VmFacts vm={vm} refusal={obstacle === 'role' ? tHost('role') : null} />
      {vm.exemption ? (
        <VmExemption
          vm={{ id: vm.id, name: vm.name }}
          exemption={vm.exemption}
          disabledReason={obstacle === 'role' ? tHost('role') : null}
        />
      ) : null}
      <VmDoubts doubts={vm.doubts} />
      <VmUtilisation vm={vm} query={query} />
      <div className="mt-4 grid gap-3 border-line border-t pt-3">
        {notice}
        <div>
          <Migration vm={vm} thresholds={thresholds} obstacle={obstacle} />
        </div>
      </div>
      {vm.refusals.length > 0 ? (
        <section className="mt-4 border-line border-t pt-3">
          <h3 className="mb-1 font-semibold">{tRefusal('title')}</h3>
          <RefusalList
            groups={vm.refusals}
            onTryAgain={tryAgainAction}
            disabledReason={obstacle === 'role' ? tHost('role') : null}
          />
        </section>
      ) : null}
    </SidePanel>
  );
}

function Migration({
  vm,
  thresholds,
  obstacle,
}: Pick<VmPanelProps, 'thresholds' | 'obstacle'> & { vm: VmPanelData }) {
  const t = useTranslations('migrate');
  if (vm.runId)
    return (
      <Note tone="accent" title={t('locked', { vm: vm.name })}>
        <TextLink href={paths.job(vm.runId)}>{t('openJob')}</TextLink>
      </Note>
    );
  if (vm.secondHost)
    return <Note tone="crit">{t('twoCopies', { vm: vm.name, own: vm.ownHost, host: vm.secondHost })}</Note>;
  if (!vm.destinations || !vm.options) return <p className="text-ink-2">{t('past')}</p>;
  return (
    <MigrateForm
      vm={{ id: vm.id, name: vm.name, state: vm.state }}
      destinations={vm.destinations}
      withDisks={vm.withDisks}
      cluster={vm.options}
      abilities={vm.abilities}
      thresholds={thresholds}
      obstacle={obstacle}
    />
  );
}
