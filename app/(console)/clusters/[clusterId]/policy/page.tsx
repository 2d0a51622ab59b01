import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from '../../../../search-params';
import { renderPolicyPage } from '../../../policies/_components/render-policy-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policy.page'))('policies') };
}

interface ClusterPolicyPageProps {
  params: Promise<{ clusterId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function ClusterPolicyPage({ params, searchParams }: ClusterPolicyPageProps) {
  const [{ clusterId }, { show }] = await Promise.all([params, searchParams]);
  return renderPolicyPage({ scope: 'cluster', clusterId }, show);
}
