import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { Section } from '@/components/ui/page';
import { paths } from '@/lib/model/paths';
import type { ManagerRuleRow, RulesPage } from '@/lib/views/rules/read-rules';
import { MemberNames } from './member-names';
import { RuleState } from './rule-state';

/** The rules that the manager of the cluster has: they are edited there, and plans keep them too. */
export function ManagerRules({ page: { cluster, managerRules, repair } }: { page: RulesPage }) {
  const t = useTranslations('rules');
  const columns: Column<ManagerRuleRow>[] = [
    { key: 'name', header: t('name'), wrap: true, cell: ({ name }) => name },
    {
      key: 'kind',
      header: t('kind'),
      wrap: true,
      cell: ({ kind, mode }) => (
        <>
          {t(`kinds.${kind}`)} <span className="text-ink-3">{t(`modes.${mode}`)}</span>
        </>
      ),
    },
    { key: 'vms', header: t('vms'), wrap: true, cell: ({ vms }) => <Names of={vms.map(vmLink)} /> },
    {
      key: 'hosts',
      header: t('hosts'),
      wrap: true,
      wideOnly: true,
      cell: ({ kind, hosts }) =>
        kind === 'onHosts' || kind === 'notOnHosts' ? <Names of={hosts.map(hostLink)} /> : '-',
    },
    {
      key: 'state',
      header: t('state'),
      wrap: true,
      cell: (rule) => (
        <RuleState rule={rule} mode={rule.mode} repair={repair?.rules.includes(rule.title) ? repair : null} />
      ),
    },
  ];
  const managers = [...new Set(managerRules.map(({ manager }) => manager))];
  return managers.map((manager) => (
    <Section key={manager} title={t('manager.title', { manager })} note={t('manager.note', { manager })}>
      <DataTable
        caption={t('manager.captionOf', { manager, cluster: cluster.name })}
        columns={columns}
        items={managerRules.filter((rule) => rule.manager === manager)}
        keyOf={({ id }) => id}
        empty={null}
      />
    </Section>
  ));
}

const vmLink = (vm: ManagerRuleRow['vms'][number]) => ({ id: vm.id, name: vm.name, href: paths.vm(vm) });

const hostLink = ({ id, name }: ManagerRuleRow['hosts'][number]) => ({ id, name, href: paths.host(id) });

function Names({ of }: { of: ReturnType<typeof hostLink>[] }) {
  return <MemberNames members={of} names={[]} tags={[]} />;
}
