import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PastNotice } from '@/components/domain/past-notice';
import { ButtonLink } from '@/components/ui/button-link';
import { Columns, PageBody } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { readReserve } from '@/lib/views/reserve/read-reserve';
import { foundOr404 } from '../../../../found-or-404';
import type { SearchParams } from '../../../../search-params';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { ClusterPartHead } from '../_components/cluster-part-head';
import { FailuresTable } from './_components/failures-table';
import { MoreVms } from './_components/more-vms';
import { ReserveState } from './_components/reserve-state';
import { TogetherTable } from './_components/together-table';
import { WaysBack } from './_components/ways-back';
import { readReserveQuery } from './reserve-query';

interface ReservePageProps {
  params: Promise<{ clusterId: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('reserve'))('title') };
}

export default async function ReservePage({ params, searchParams }: ReservePageProps) {
  const ctx = await requireContext();
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const query = readReserveQuery(search);
  const [page, t] = await Promise.all([
    foundOr404(readReserve({ ctx, input: { clusterId, ...query } })),
    getTranslations('reserve'),
  ]);
  const { cluster } = page;
  return (
    <>
      <Shows topics={['cluster', 'host', 'vm', 'policy']} clusters={[cluster.id]} />
      <ClusterPartHead
        cluster={cluster}
        current="reserve"
        title={t('title')}
        lede={t('lede')}
        actions={
          isAllowed(ctx.actor, 'policy.edit') ? (
            <ButtonLink href={paths.clusterPolicy(cluster.id)}>{t('policy')}</ButtonLink>
          ) : null
        }
      />
      <PageBody className="grid gap-6">
        {cluster.notReady ? <PastNotice at={page.now} /> : null}
        <ReserveState page={page} />
        <Columns>
          <MoreVms page={page} query={query} />
          {page.ways ? (
            <WaysBack
              clusterId={cluster.id}
              ways={page.ways}
              mayOrder={isAllowed(ctx.actor, 'vm.migrate')}
              isPast={cluster.notReady !== null}
            />
          ) : null}
        </Columns>
        <TogetherTable page={page} />
        <FailuresTable failures={page.failures} />
      </PageBody>
    </>
  );
}
