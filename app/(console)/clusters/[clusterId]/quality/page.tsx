import type { Metadata } from 'next';
import { getTimeZone, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { ButtonLink } from '@/components/ui/button-link';
import { Empty } from '@/components/ui/empty';
import { Columns, PageBody } from '@/components/ui/page';
import { paths } from '@/lib/model/paths';
import { type Quality, readQuality } from '@/lib/views/quality/read-quality';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { ClusterPartHead } from '../_components/cluster-part-head';
import {
  ForecastsSection,
  LackSection,
  MovesSection,
  SuggestionsSection,
} from './_components/month-sections';
import { QualityStats } from './_components/quality-stats';
import { ReasonsSection } from './_components/reasons-section';

interface QualityPageProps {
  params: Promise<{ clusterId: string }>;
}

/** Read once a request, for the title and for the page. */
const loadQuality = cache(async (clusterId: string) =>
  foundOr404(
    readQuality({ ctx: await requireContext(), input: { clusterId, timeZone: await getTimeZone() } }),
  ),
);

export async function generateMetadata({ params }: QualityPageProps): Promise<Metadata> {
  const [t, { cluster }] = await Promise.all([
    getTranslations('quality'),
    loadQuality((await params).clusterId),
  ]);
  return { title: t('pageTitle', { cluster: cluster.name }) };
}

export default async function QualityPage({ params }: QualityPageProps) {
  const [quality, t] = await Promise.all([loadQuality((await params).clusterId), getTranslations('quality')]);
  const { cluster } = quality;
  return (
    <>
      <Shows topics={['cluster', 'job', 'suggestion']} clusters={[cluster.id]} />
      <ClusterPartHead
        cluster={cluster}
        current="quality"
        title={t('title')}
        lede={t('lede')}
        actions={
          <ButtonLink href={paths.history({ cluster: cluster.id, cause: 'balance' })}>
            {t('moves.all')}
          </ButtonLink>
        }
      />
      <PageBody className="grid gap-6">
        {isEmpty(quality) ? <Nothing /> : <Report quality={quality} />}
      </PageBody>
    </>
  );
}

const isEmpty = ({ months }: Quality): boolean =>
  months.every(
    ({ observedDays, moves, approved, dismissed }) => observedDays + moves + approved + dismissed === 0,
  );

function Report({ quality }: { quality: Quality }) {
  const { months, dismissed } = quality;
  return (
    <>
      <QualityStats months={months} />
      <Columns>
        <LackSection months={months} />
        <MovesSection months={months} />
      </Columns>
      <Columns className="border-line border-t pt-4">
        <ForecastsSection months={months} />
        <div className="grid min-w-0 content-start gap-6">
          <SuggestionsSection months={months} />
          <ReasonsSection reasons={dismissed} />
        </div>
      </Columns>
    </>
  );
}

async function Nothing() {
  const t = await getTranslations('quality');
  return (
    <Empty icon="history" title={t('none')}>
      {t('noneBody')}
    </Empty>
  );
}
