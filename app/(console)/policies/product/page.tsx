import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from '../../../search-params';
import { renderPolicyPage } from '../_components/render-policy-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policy.page'))('titleOfProduct') };
}

interface ProductPolicyPageProps {
  searchParams: Promise<SearchParams>;
}

export default async function ProductPolicyPage({ searchParams }: ProductPolicyPageProps) {
  return renderPolicyPage({ scope: 'product' }, (await searchParams).show);
}
