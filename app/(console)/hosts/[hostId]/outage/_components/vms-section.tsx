import { useLocale, useTranslations } from 'next-intl';
import { RejectionText } from '@/components/domain/move-sentence';
import { Empty } from '@/components/ui/empty';
import { Note } from '@/components/ui/note';
import { Section } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { Cell, HeadCell, NoteRow, Row, Table } from '@/components/ui/table';
import { formatMebibytes } from '@/lib/format/bytes';
import { formatList } from '@/lib/format/list';
import type { OutagePage, OutageVm } from '@/lib/views/outage/read-outage';

const COLUMNS = 6;

/** The VMs of the host, each with what is known of it, and where it would start. */
export function VmsSection({ page }: { page: OutagePage }) {
  const t = useTranslations('outage.vms');
  const { vms, starts, left, host } = page;
  if (vms.length === 0)
    return (
      <Section title={t('title')}>
        <Empty icon="ok" title={t('empty', { host: host.name })} />
      </Section>
    );
  return (
    <Section title={t('title')} note={t('note', { starts, left })}>
      <Table caption={t('caption', { host: host.name })}>
        <thead>
          <tr>
            <HeadCell>{t('vm')}</HeadCell>
            <HeadCell>{t('state')}</HeadCell>
            <HeadCell wideOnly>{t('last')}</HeadCell>
            <HeadCell wideOnly>{t('priority')}</HeadCell>
            <HeadCell numeric wideOnly>
              {t('memory')}
            </HeadCell>
            <HeadCell>{t('to')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {vms.map((vm) => (
            <VmRow key={vm.id} vm={vm} isUnknown={host.connection !== 'up'} />
          ))}
        </tbody>
      </Table>
      <Autostart page={page} />
    </Section>
  );
}

function VmRow({ vm, isUnknown }: { vm: OutageVm; isUnknown: boolean }) {
  const t = useTranslations('outage.vms');
  const tState = useTranslations('state');
  const tPriority = useTranslations('policy.value.restartPriority');
  const locale = useLocale();
  return (
    <>
      <Row isNoted={vm.reasons.length > 0}>
        <Cell className="font-medium">{vm.name}</Cell>
        <Cell>
          {isUnknown ? (
            <Status icon="unknown" tone="unknown">
              {tState('host.unknown')}
            </Status>
          ) : (
            tState(`vm.${vm.lastState}`)
          )}
        </Cell>
        <Cell wideOnly className="text-ink-2">
          {tState(`vm.${vm.lastState}`)}
        </Cell>
        <Cell wideOnly className="text-ink-2">
          {tPriority(vm.priority)}
        </Cell>
        <Cell numeric wideOnly className="text-ink-2">
          {formatMebibytes(vm.memoryMiB, locale)}
        </Cell>
        <Cell>{vm.to ?? (vm.lastState === 'stopped' ? t('stopped') : t('nowhere'))}</Cell>
      </Row>
      {vm.reasons.length > 0 ? (
        <NoteRow columns={COLUMNS}>
          <ul className="grid gap-1">
            {vm.reasons.map(({ key, code, facts, hosts }) => (
              <li key={key}>
                {hosts.length > 0 ? <b>{formatList(hosts, locale)}: </b> : null}
                <RejectionText code={code} facts={facts} />
              </li>
            ))}
          </ul>
        </NoteRow>
      ) : null}
    </>
  );
}

/** A host that comes back starts these VMs by itself, although they run elsewhere by then. */
function Autostart({ page }: { page: OutagePage }) {
  const t = useTranslations('outage.vms');
  const locale = useLocale();
  const names = page.vms.flatMap(({ name, isAutostart, to }) => (isAutostart && to !== null ? name : []));
  if (names.length === 0 || !page.isAble) return null;
  return (
    <Note tone="warn" className="mt-3" title={t('autostart', { host: page.host.name, count: names.length })}>
      {t('autostartBody', { host: page.host.name, vms: formatList(names, locale) })}
    </Note>
  );
}
