import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { PageBody } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { readWhatIfHead } from '@/lib/views/what-if/read-what-if';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { ClusterPartHead } from '../_components/cluster-part-head';
import { WhatIf } from './_components/what-if';

interface WhatIfPageProps {
  params: Promise<{ clusterId: string }>;
}

/** Read once a request, for the title and for the page. */
const loadHead = cache(async (clusterId: string) =>
  foundOr404(readWhatIfHead({ ctx: await requireContext(), input: { clusterId } })),
);

export async function generateMetadata({ params }: WhatIfPageProps): Promise<Metadata> {
  const [t, { name }] = await Promise.all([getTranslations('what-if'), loadHead((await params).clusterId)]);
  return { title: t('titleOf', { cluster: name }) };
}

/** It does not follow the cluster while somebody tries something: it is about the moment at which it was opened. */
export default async function WhatIfPage({ params }: WhatIfPageProps) {
  const ctx = await requireContext();
  const cluster = await loadHead((await params).clusterId);
  const t = await getTranslations('what-if');
  const role = isAllowed(ctx.actor, 'vm.migrate') ? null : t('order.role');
  return (
    <>
      <ClusterPartHead cluster={cluster} current="whatIf" title={t('title')} lede={t('lede')} />
      <PageBody>
        <WhatIf clusterId={cluster.id} refusal={role ?? (cluster.notReady ? t('order.past') : null)} />
      </PageBody>
    </>
  );
}
