import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { RejectionText } from '@/components/domain/move-sentence';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatRanges } from '@/lib/format/number-ranges';
import type { VmPanel } from '@/lib/views/host/read-vm-panel';

const KIB_IN_MIB = 1024;

interface Entry {
  key: string;
  name: string;
  value: ReactNode;
}

/** What of a VM decides how it moves: what ties it to its host, who else manages it, what it needs. Only what it has. */
export function useVmTraits(vm: VmPanel): Entry[] {
  const t = useTranslations('migrate');
  const { managedBy, isPersistent, isAutostart } = vm;
  const needs = useNeeds(vm.needs);
  return [
    { key: 'moves', name: t('moves'), value: <Moves {...vm.moves} /> },
    ...(managedBy
      ? [{ key: 'managed', name: t('managed'), value: t('managedOf', { manager: managedBy }) }]
      : []),
    ...(needs.length > 0 ? [{ key: 'needs', name: t('needs'), value: <Lines lines={needs} /> }] : []),
    ...(isAutostart ? [{ key: 'autostart', name: t('autostart'), value: t('autostartOf') }] : []),
    ...(isPersistent ? [] : [{ key: 'definition', name: t('definition'), value: t('transient') }]),
  ];
}

/** In which state it can leave, and each thing that forbids the rest; the manager has a line of its own. */
function Moves({ way, obstacles }: VmPanel['moves']) {
  const t = useTranslations('migrate.ways');
  const listed = obstacles.filter(({ code }) => code !== 'managed-elsewhere');
  return (
    <>
      <span className={way === 'none' ? 'font-medium text-warn' : undefined}>{t(way)}</span>
      {listed.length > 0 ? (
        <ul className="mt-0.5 grid gap-0.5 text-ink-2 text-small">
          {listed.map((one) => (
            <li key={JSON.stringify(one)} className="break-words">
              <RejectionText code={one.code} facts={one.facts} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function useNeeds({ hugePageKiB, hostCpus, numaNodes }: VmPanel['needs']): string[] {
  const t = useTranslations('migrate');
  const locale = useLocale();
  return [
    ...(hugePageKiB === null
      ? []
      : [t('hugePages', { size: formatMebibytes(hugePageKiB / KIB_IN_MIB, locale) })]),
    ...(hostCpus.length === 0 ? [] : [t('hostCpus', { numbers: formatRanges(hostCpus) })]),
    ...(numaNodes.length === 0 ? [] : [t('numaNodes', { numbers: formatRanges(numaNodes) })]),
  ];
}

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);
