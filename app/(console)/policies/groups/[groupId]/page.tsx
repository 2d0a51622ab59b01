import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from '../../../../search-params';
import { renderPolicyPage } from '../../_components/render-policy-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policy.page'))('policies') };
}

interface GroupPolicyPageProps {
  params: Promise<{ groupId: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function GroupPolicyPage({ params, searchParams }: GroupPolicyPageProps) {
  const [{ groupId }, { show }] = await Promise.all([params, searchParams]);
  return renderPolicyPage({ scope: 'group', groupId }, show);
}
