import { useTranslations } from 'next-intl';
import { type Column, DataTable, RowLink } from '@/components/data-table/data-table';
import { Empty } from '@/components/ui/empty';
import { Section } from '@/components/ui/page';
import { paths } from '@/lib/model/paths';
import type { RuleRow, RulesPage } from '@/lib/views/rules/read-rules';
import { MemberNames } from './member-names';
import { RemoveRule } from './remove-rule';
import { RuleState } from './rule-state';

interface RulesTableProps {
  page: RulesPage;
  refusal: string | null; // why this person may change nothing here
}

/** The rules that every plan of the cluster keeps, and those that are broken now. */
export function RulesTable({ page, refusal }: RulesTableProps) {
  const t = useTranslations('rules');
  const { cluster, rules, repair } = page;
  const columns: Column<RuleRow>[] = [
    {
      key: 'name',
      header: t('name'),
      wrap: true,
      cell: ({ id, content }) => <RowLink href={paths.rule(cluster.id, id)}>{content.name}</RowLink>,
    },
    {
      key: 'kind',
      header: t('kind'),
      wrap: true,
      cell: ({ content: { kind, mode } }) => (
        <>
          {t(`kinds.${kind}`)} <span className="text-ink-3">{t(`modes.${mode}`)}</span>
        </>
      ),
    },
    { key: 'vms', header: t('vms'), wrap: true, cell: (rule) => <VmsOf rule={rule} /> },
    { key: 'hosts', header: t('hosts'), wrap: true, wideOnly: true, cell: (rule) => <HostsOf rule={rule} /> },
    {
      key: 'state',
      header: t('state'),
      wrap: true,
      cell: (rule) => (
        <RuleState
          rule={rule}
          mode={rule.content.mode}
          repair={repair?.rules.includes(rule.content.name) ? repair : null}
        />
      ),
    },
    {
      key: 'remove',
      header: <span className="sr-only">{t('remove')}</span>,
      numeric: true,
      cell: (rule) => (
        <RemoveRule ruleId={rule.id} version={rule.version} name={rule.content.name} refusal={refusal} />
      ),
    },
  ];
  return (
    <Section title={t('title')} note={t('note')}>
      <DataTable
        caption={t('titleOf', { cluster: cluster.name })}
        columns={columns}
        items={rules}
        keyOf={({ id }) => id}
        empty={<Empty title={t('none')}>{t('noneBody')}</Empty>}
      />
    </Section>
  );
}

function VmsOf({ rule: { vms, content } }: { rule: RuleRow }) {
  const members = vms.map((vm) => ({ id: vm.id, name: vm.name, href: paths.vm(vm) }));
  return <MemberNames members={members} names={content.vmNames} tags={content.vmTags} />;
}

function HostsOf({ rule: { hosts, content } }: { rule: RuleRow }) {
  const namesNone = content.hostIds.length + content.hostNames.length + content.hostTags.length === 0;
  if (content.kind !== 'onHosts' && content.kind !== 'notOnHosts' && namesNone) return '-';
  const members = hosts.map((host) => ({ id: host.id, name: host.name, href: paths.host(host.id) }));
  return <MemberNames members={members} names={content.hostNames} tags={content.hostTags} />;
}
