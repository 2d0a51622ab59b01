import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/components/ui/button-link';
import { PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { readSuggestions } from '@/lib/views/suggestion/read-suggestions';
import { requireContext } from '../../session';
import { NoClusters } from '../_components/no-clusters';
import { Shows } from '../_components/shows';
import { EarlierSection } from './_components/earlier-section';
import { IdleSection } from './_components/idle-section';
import { WaitingSection } from './_components/waiting-section';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('suggestions'))('title') };
}

export default async function SuggestionsPage() {
  const ctx = await requireContext();
  const [suggestions, t] = await Promise.all([readSuggestions({ ctx }), getTranslations('suggestions')]);
  const waitingIn = new Set(suggestions.waiting.map((suggestion) => suggestion.clusterId));
  const idle = suggestions.clusters.filter((cluster) => !waitingIn.has(cluster.id));
  if (suggestions.clusters.length === 0) {
    return (
      <NoClusters
        pageTitle={t('title')}
        title={t('noClusters.title')}
        body={t('noClusters.body')}
        action={isAllowed(ctx.actor, 'cluster.configure') ? t('noClusters.action') : null}
      />
    );
  }
  return (
    <>
      <Shows topics={['cluster', 'suggestion', 'planning', 'job']} />
      <PageHead
        title={t('title')}
        lede={t('lede')}
        actions={<ButtonLink href={paths.evaluations()}>{t('log')}</ButtonLink>}
      />
      <PageBody className="grid gap-6">
        {suggestions.waiting.length > 0 ? <WaitingSection waiting={suggestions.waiting} /> : null}
        {idle.length > 0 ? <IdleSection clusters={idle} isAll={suggestions.waiting.length === 0} /> : null}
        {suggestions.earlier.length > 0 ? <EarlierSection earlier={suggestions.earlier} /> : null}
      </PageBody>
    </>
  );
}
