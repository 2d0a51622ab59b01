import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { PageHead } from '@/components/ui/page';
import { paths } from '@/lib/model/paths';
import { ClusterTabs, type ClusterTabsProps } from './cluster-tabs';

interface ClusterPartHeadProps extends ClusterTabsProps {
  cluster: ClusterTabsProps['cluster'] & { name: string };
  title: string;
  lede: ReactNode;
  actions?: ReactNode;
}

/** The head of a page about a part of a cluster: where it belongs, and the other pages of the cluster. */
export function ClusterPartHead({ cluster, current, ...head }: ClusterPartHeadProps) {
  const t = useTranslations('cluster');
  return (
    <>
      <PageHead
        {...head}
        crumbs={[
          { href: paths.overview(), label: t('clusters') },
          { href: paths.cluster(cluster.id), label: cluster.name },
        ]}
        crumbsLabel={t('crumbs')}
      />
      <ClusterTabs cluster={cluster} current={current} />
    </>
  );
}
