import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { renderPolicyPage } from '../../../policies/_components/render-policy-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policy.page'))('policies') };
}

export default async function HostPolicyPage({ params }: { params: Promise<{ hostId: string }> }) {
  return renderPolicyPage({ scope: 'host', hostId: (await params).hostId });
}
