import { useLocale, useTranslations } from 'next-intl';
import { AboutTime } from '@/components/domain/about-time';
import { Checkbox } from '@/components/ui/checkbox';
import { Section } from '@/components/ui/page';
import { Cell, HeadCell, NoteRow, Row, Table } from '@/components/ui/table';
import { TextLink } from '@/components/ui/text-link';
import { formatDuration } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { PatchPlanPage } from '@/lib/views/patches/read-patch-plan';
import { useHostRemark } from './use-host-remark';
import type { usePatchDraft } from './use-patch-draft';

interface HostsPreviewProps {
  plan: PatchPlanPage;
  drafted: ReturnType<typeof usePatchDraft>;
}

/** The hosts in the order in which they are patched, each with what it takes; unticked ones are left out. */
export function HostsPreview({ plan, drafted }: HostsPreviewProps) {
  const t = useTranslations('patch.preview');
  return (
    <Section title={t('title')} note={t('note')}>
      <Table caption={t('title')}>
        <thead>
          <tr>
            <HeadCell>
              <span className="sr-only">{t('order')}</span>
            </HeadCell>
            <HeadCell>{t('host')}</HeadCell>
            <HeadCell numeric>{t('vms')}</HeadCell>
            <HeadCell numeric>{t('moves')}</HeadCell>
            <HeadCell numeric>{t('begins')}</HeadCell>
            <HeadCell numeric>{t('takes')}</HeadCell>
            <HeadCell wideOnly className="w-2/5">
              {t('remark')}
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {plan.hosts.map((host) => (
            <HostRow key={host.hostId} host={host} now={plan.now} drafted={drafted} />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function HostRow({
  host,
  now,
  drafted: { draft, change, chosen, schedule },
}: Pick<HostsPreviewProps, 'drafted'> & { host: PatchPlanPage['hosts'][number]; now: Date }) {
  const t = useTranslations('patch.preview');
  const locale = useLocale();
  const remark = useHostRemark()(host, draft.leavesStopped);
  const index = chosen.indexOf(host);
  const { beginsAt, endsAt } = schedule.hosts[index] ?? { beginsAt: null, endsAt: null };
  const toggle = () => {
    const left = new Set(draft.left);
    if (!left.delete(host.hostId)) left.add(host.hostId);
    change({ left });
  };
  return (
    <>
      <Row isNoted={remark ? 'phone' : false} className={index < 0 ? 'text-ink-3' : undefined}>
        <Cell className="w-5">
          <Checkbox aria-label={t('choose', { host: host.name })} checked={index >= 0} onChange={toggle} />
        </Cell>
        <Cell>
          <TextLink quiet href={paths.host(host.hostId)}>
            {host.name}
          </TextLink>
        </Cell>
        <Cell numeric>{host.emptying.vms}</Cell>
        <Cell numeric>{host.emptying.moves}</Cell>
        <Cell numeric>{beginsAt ? <AboutTime at={beginsAt} now={now} /> : '-'}</Cell>
        <Cell numeric>
          {beginsAt && endsAt ? formatDuration(endsAt.getTime() - beginsAt.getTime(), locale) : '-'}
        </Cell>
        <Cell wideOnly wrap className="text-ink-2">
          {remark}
        </Cell>
      </Row>
      {remark ? (
        <NoteRow columns={7} phoneOnly>
          {remark}
        </NoteRow>
      ) : null}
    </>
  );
}
