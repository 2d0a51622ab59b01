import { useTranslations } from 'next-intl';
import { Tabs } from '@/components/ui/tabs';
import { paths } from '@/lib/model/paths';

export interface ClusterTabsProps {
  cluster: { id: string; hosts: number; rules: number };
  current: 'hosts' | 'rules' | 'whatIf' | 'quality' | 'power' | 'reserve' | 'patch' | 'readiness';
}

/** The pages of one cluster. */
export function ClusterTabs({ cluster, current }: ClusterTabsProps) {
  const t = useTranslations('cluster.tabs');
  const tabs = [
    { key: 'hosts', href: paths.cluster(cluster.id), count: cluster.hosts },
    { key: 'rules', href: paths.rules(cluster.id), count: cluster.rules },
    { key: 'whatIf', href: paths.whatIf(cluster.id), count: undefined },
    { key: 'reserve', href: paths.reserve(cluster.id), count: undefined },
    { key: 'patch', href: paths.patchHosts(cluster.id), count: undefined },
    { key: 'readiness', href: paths.readiness(cluster.id), count: undefined },
    { key: 'quality', href: paths.quality(cluster.id), count: undefined },
    { key: 'power', href: paths.power(cluster.id), count: undefined },
  ] as const;
  return (
    <Tabs
      label={t('label')}
      tabs={tabs.map(({ key, href, count }) => ({ href, count, label: t(key), isCurrent: key === current }))}
    />
  );
}
