import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/data-table/data-table';
import { Empty } from '@/components/ui/empty';
import { Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { paths } from '@/lib/model/paths';
import type { ClusterPage, ClusterRule } from '@/lib/views/cluster/read-cluster';

/** The rules that every plan of the cluster keeps. */
export function RulesTable({ cluster }: { cluster: ClusterPage }) {
  const t = useTranslations('cluster.rules');
  const columns: Column<ClusterRule>[] = [
    { key: 'name', header: t('name'), cell: (rule) => <b className="font-medium">{rule.name}</b> },
    { key: 'kind', header: t('kind'), cell: (rule) => t(`kinds.${rule.kind}`) },
    { key: 'mode', header: t('mode'), cell: (rule) => t(`modes.${rule.mode}`) },
    {
      key: 'vms',
      header: t('vms'),
      wrap: true,
      cell: (rule) => (
        <>
          <Names things={rule.vms.map((vm) => ({ ...vm, href: paths.vm(vm) }))} />
          {rule.brokenWhenStarted.length > 0 ? (
            <span className="block text-ink-2 text-small">
              {t('brokenWhenStarted', {
                vms: rule.brokenWhenStarted.map(({ name }) => name).join(', '),
                count: rule.brokenWhenStarted.length,
              })}
            </span>
          ) : null}
        </>
      ),
    },
    {
      key: 'hosts',
      header: t('hosts'),
      wrap: true,
      cell: (rule) => <Names things={rule.hosts.map((host) => ({ ...host, href: paths.host(host.id) }))} />,
    },
  ];
  return (
    <Section title={t('title')}>
      <DataTable
        caption={t('caption', { cluster: cluster.name })}
        columns={columns}
        items={cluster.rules}
        keyOf={(rule) => rule.id}
        empty={<Empty title={t('none')}>{t('noneBody')}</Empty>}
      />
    </Section>
  );
}

const Names = ({ things }: { things: { id: string; name: string; href: string }[] }) =>
  things.length === 0 ? (
    '-'
  ) : (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {things.map((thing) => (
        <TextLink key={thing.id} quiet href={thing.href} prefetch={false}>
          {thing.name}
        </TextLink>
      ))}
    </span>
  );
