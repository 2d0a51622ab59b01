import { useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import type { History } from '@/lib/views/history/read-history';
import { type HistoryQuery, historyHref } from '../history-query';

/** The VMs that were moved most often: thrash shows here first. */
export function MostMovedSection({ most, query }: { most: History['mostMoved']; query: HistoryQuery }) {
  const t = useTranslations('history.most');
  const top = most[0]?.count ?? 1;
  return (
    <Section title={t('title')}>
      {most.length === 0 ? <p className="text-ink-3">{t('none')}</p> : null}
      <ul>
        {most.map((vm) => (
          <li
            key={vm.vmUuid}
            className="grid h-7 grid-cols-[minmax(0,1fr)_minmax(0,1fr)_2rem] items-center gap-3"
          >
            <TextLink quiet href={historyHref({ ...query, page: 1, vm: vm.vm })} className="truncate">
              {vm.vm}
            </TextLink>
            <span aria-hidden="true" className="block h-2">
              <span
                style={{ width: `${(100 * vm.count) / top}%` }}
                className="block h-2 border-edge border-r-2 bg-fill"
              />
            </span>
            <b className="text-right">{vm.count}</b>
          </li>
        ))}
      </ul>
    </Section>
  );
}
