import { useTranslations } from 'next-intl';
import { BeforeAfterBars, BeforeAfterFigures } from '@/components/domain/before-after';
import { Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { paths } from '@/lib/model/paths';
import type { Thresholds } from '@/lib/model/policy';
import type { HostChange } from '@/lib/views/shared/compare-hosts';
import type { SuggestionPage } from '@/lib/views/suggestion/read-suggestion';

const columns = 'md:grid-cols-[5rem_minmax(0,1fr)_6rem_minmax(0,1fr)_6rem_4rem]';

/** The load of every host that a move touches, now and after. */
export function HostsSection({ page }: { page: SuggestionPage }) {
  const t = useTranslations('suggestions.hosts');
  const tCommon = useTranslations('common');
  return (
    <Section
      title={t('title')}
      note={t('note', { touched: page.hosts.length, untouched: page.hostsUntouched })}
      aside={<Legend />}
    >
      <div
        aria-hidden="true"
        className={`hidden gap-x-3 border-line border-b px-1 pb-1.5 text-ink-3 text-small md:grid ${columns}`}
      >
        <span>{t('host')}</span>
        <span className="col-span-2">{tCommon('cpu')}</span>
        <span className="col-span-2">{tCommon('memory')}</span>
        <span className="text-right">{t('vms')}</span>
      </div>
      <ul>
        {page.hosts.map((host) => (
          <HostItem key={host.hostId} host={host} thresholds={page.policy} />
        ))}
      </ul>
    </Section>
  );
}

interface HostItemProps {
  host: HostChange;
  thresholds: Thresholds;
}

function HostItem({ host, thresholds }: HostItemProps) {
  const t = useTranslations('suggestions.hosts');
  const tCommon = useTranslations('common');
  const cpu = {
    name: tCommon('cpu'),
    beforePercent: host.cpuBefore,
    afterPercent: host.cpuAfter,
    thresholdPercent: thresholds.cpuThresholdPercent,
  };
  const memory = {
    name: tCommon('memory'),
    beforePercent: host.memoryBefore,
    afterPercent: host.memoryAfter,
    thresholdPercent: thresholds.memoryThresholdPercent,
  };
  return (
    <li
      className={`grid grid-cols-[4.5rem_minmax(0,1fr)_7.5rem] items-center gap-x-3 gap-y-1.5 border-line border-b px-1 py-1.75 ${columns}`}
    >
      <TextLink quiet href={paths.host(host.hostId)} className="font-semibold">
        {host.name}
      </TextLink>
      {[cpu, memory].map((load) => (
        <LoadPair key={load.name} {...load} />
      ))}
      <span className="whitespace-nowrap text-right text-ink-2 max-md:sr-only">
        <span aria-hidden="true">
          {host.vmsBefore} <span className="text-ink-3">→</span> {host.vmsAfter}
        </span>
        <span className="sr-only">{t('vmsOf', { before: host.vmsBefore, after: host.vmsAfter })}</span>
      </span>
    </li>
  );
}

function LoadPair(load: Parameters<typeof BeforeAfterBars>[0]) {
  return (
    <>
      <BeforeAfterBars {...load} className="max-md:col-start-2" />
      <span className="whitespace-nowrap">
        <span className="sr-only">{load.name} </span>
        <BeforeAfterFigures {...load} />
        <span aria-hidden="true" className="text-ink-3 md:hidden">
          {' '}
          {load.name}
        </span>
      </span>
    </>
  );
}

/** What solid, hatched and the tick mean. */
function Legend() {
  const t = useTranslations('suggestions.hosts');
  return (
    <span className="flex flex-wrap gap-x-3 text-ink-2">
      <span className="inline-flex items-center gap-1.25">
        <i className="h-2 w-2.5 border-edge border-r-2 bg-fill" />
        {t('legendNow')}
      </span>
      <span className="inline-flex items-center gap-1.25">
        <i className="hatch h-2 w-2.5 border-current border-r-2 text-accent" />
        {t('legendAfter')}
      </span>
      <span className="inline-flex items-center gap-1.25">
        <i className="h-3 w-px bg-ink-2" />
        {t('legendThreshold')}
      </span>
    </span>
  );
}
