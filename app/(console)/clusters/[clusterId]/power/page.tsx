import type { Metadata } from 'next';
import { getTimeZone, getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { Columns, PageBody } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { readPower } from '@/lib/views/power/read-power';
import { foundOr404 } from '../../../../found-or-404';
import type { SearchParams } from '../../../../search-params';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { ClusterPartHead } from '../_components/cluster-part-head';
import { MovesTable, OnTable, StaysTable } from './_components/power-tables';
import { Savings } from './_components/savings';
import { ScheduleForm } from './_components/schedule-form';
import { readPowerQuery, scheduleOf } from './power-query';

interface PowerPageProps {
  params: Promise<{ clusterId: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('power'))('title') };
}

export default async function PowerPage({ params, searchParams }: PowerPageProps) {
  const ctx = await requireContext();
  const [{ clusterId }, search, timeZone] = await Promise.all([params, searchParams, getTimeZone()]);
  const query = readPowerQuery(search);
  const [power, t] = await Promise.all([
    foundOr404(readPower({ ctx, input: { clusterId, timeZone, schedule: scheduleOf(query) } })),
    getTranslations('power'),
  ]);
  const { cluster } = power;
  return (
    <>
      <Shows topics={['cluster', 'host', 'policy']} clusters={[cluster.id]} />
      <ClusterPartHead
        cluster={cluster}
        current="power"
        title={t('title')}
        lede={t('lede')}
        actions={
          isAllowed(ctx.actor, 'policy.edit') ? (
            <ButtonLink href={paths.clusterPolicy(cluster.id)}>{t('editWatts')}</ButtonLink>
          ) : null
        }
      />
      <PageBody className="grid gap-6">
        <ScheduleForm clusterId={cluster.id} query={query} timeZone={timeZone} />
        {power.off === null ? (
          <Empty icon="history" title={t('noHistory')}>
            {t('noHistoryBody')}
          </Empty>
        ) : (
          <>
            <Savings power={power} />
            <Columns className="border-line border-t pt-4">
              <OnTable power={power} />
              <StaysTable power={power} />
            </Columns>
            <MovesTable power={power} />
          </>
        )}
      </PageBody>
    </>
  );
}
