import { useTranslations } from 'next-intl';
import { RowLink } from '@/components/data-table/data-table';
import { usePolicyWords } from '@/components/domain/use-policy-words';
import { Cell, HeadCell, Row, Table } from '@/components/ui/table';
import { paths } from '@/lib/model/paths';
import type { ListedCluster, ListedPolicy, PolicyList } from '@/lib/views/policy/list-policies';
import { GroupDialog } from './group-dialog';
import { RemoveGroup } from './remove-group';

interface PoliciesTableProps {
  list: PolicyList;
  refusal: string | null;
}

/** The product, its groups with their clusters, and the other clusters, as a tree. */
export function PoliciesTable({ list, refusal }: PoliciesTableProps) {
  const t = useTranslations('policy.list');
  const page = useTranslations('policy.page');
  const cluster = (each: ListedCluster, indent: number) => (
    <PolicyRow
      key={each.id}
      name={each.name}
      href={paths.clusterPolicy(each.id)}
      listed={each}
      indent={indent}
    />
  );
  return (
    <Table caption={t('caption')}>
      <thead>
        <tr>
          <HeadCell>{t('name')}</HeadCell>
          <HeadCell>{t('mode')}</HeadCell>
          <HeadCell numeric wideOnly>
            {t('aggressiveness')}
          </HeadCell>
          <HeadCell wideOnly>{t('when')}</HeadCell>
          <HeadCell numeric wideOnly>
            {t('set')}
          </HeadCell>
          <HeadCell />
        </tr>
      </thead>
      <tbody>
        <PolicyRow name={page('product')} href={paths.productPolicy()} listed={list.product} indent={0} />
        {list.groups.map((group) => [
          <PolicyRow
            key={group.id}
            name={group.name}
            href={paths.groupPolicy(group.id)}
            listed={group}
            indent={1}
            actions={
              <span className="inline-flex gap-1">
                <GroupDialog list={list} group={group} refusal={refusal} />
                <RemoveGroup group={group} refusal={refusal} />
              </span>
            }
          />,
          ...group.clusters.map((each) => cluster(each, 2)),
        ])}
        {list.ungrouped.map((each) => cluster(each, 1))}
      </tbody>
    </Table>
  );
}

interface PolicyRowProps {
  name: string;
  href: string;
  listed: ListedPolicy;
  indent: 0 | 1 | 2 | (number & {});
  actions?: React.ReactNode;
}

const indents = ['', 'pl-4', 'pl-8'];

function PolicyRow({ name, href, listed, indent, actions }: PolicyRowProps) {
  const t = useTranslations('policy.list');
  const words = usePolicyWords();
  const { mode, aggressiveness, windows, blackouts } = listed.policy;
  const when = [
    windows.length === 0 ? t('always') : words.value('windows', windows),
    ...(blackouts.length === 0 ? [] : [t('blackouts', { times: words.value('blackouts', blackouts) })]),
  ];
  return (
    <Row>
      <Cell wrap>
        <span className={`block ${indents[indent] ?? ''}`}>
          <RowLink href={href}>{name}</RowLink>
        </span>
      </Cell>
      <Cell wrap>{words.value('mode', mode)}</Cell>
      <Cell numeric wideOnly>
        {aggressiveness}
      </Cell>
      <Cell wrap wideOnly>
        {when.join(' · ')}
      </Cell>
      <Cell numeric wideOnly>
        {t('fields', { count: listed.fieldsSet })}
      </Cell>
      <Cell className="text-right">{actions}</Cell>
    </Row>
  );
}
