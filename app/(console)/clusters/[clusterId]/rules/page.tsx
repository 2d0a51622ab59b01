import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { PastNotice } from '@/components/domain/past-notice';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { buttonStyle } from '@/components/ui/button-style';
import { Icon } from '@/components/ui/icon';
import { Facts, PageBody } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { isAllowed } from '@/lib/model/actor';
import { apiPaths, paths } from '@/lib/model/paths';
import { type RulesPage as RulesData, readRules } from '@/lib/views/rules/read-rules';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { Shows } from '../../../_components/shows';
import { ClusterPartHead } from '../_components/cluster-part-head';
import { Contradictions } from './_components/contradictions';
import { ImportDialog } from './_components/import-dialog';
import { ManagerRules } from './_components/manager-rules';
import { RulesTable } from './_components/rules-table';

interface RulesPageProps {
  params: Promise<{ clusterId: string }>;
}

/** Read once a request, for the title and for the page. */
const loadRules = cache(async (clusterId: string) =>
  foundOr404(readRules({ ctx: await requireContext(), input: { clusterId } })),
);

export async function generateMetadata({ params }: RulesPageProps): Promise<Metadata> {
  const [t, { cluster }] = await Promise.all([getTranslations('rules'), loadRules((await params).clusterId)]);
  return { title: t('titleOf', { cluster: cluster.name }) };
}

export default async function RulesPage({ params }: RulesPageProps) {
  const ctx = await requireContext();
  const page = await loadRules((await params).clusterId);
  const [t, settings] = await Promise.all([getTranslations('rules'), getTranslations('settings')]);
  const { cluster, rules, managerRules } = page;
  const refusal = isAllowed(ctx.actor, 'policy.edit') ? null : settings('administratorOnly');
  return (
    <>
      <Shows clusters={[cluster.id]} />
      <ClusterPartHead
        cluster={{ ...cluster, rules: rules.length + managerRules.length }}
        current="rules"
        title={t('title')}
        lede={<RuleFacts page={page} />}
        actions={
          <>
            {refusal ? (
              <Button disabledReason={refusal}>{t('add')}</Button>
            ) : (
              <ButtonLink variant="primary" href={paths.newRule(cluster.id)}>
                {t('add')}
              </ButtonLink>
            )}
            <ImportDialog clusterId={cluster.id} refusal={refusal} />
            <a href={apiPaths.rulesExport(cluster.id)} download className={buttonStyle()}>
              <Icon name="download" size={14} />
              {t('export')}
            </a>
          </>
        }
      />
      <PageBody className="grid gap-6">
        {cluster.notReady ? <PastNotice at={cluster.now} /> : null}
        <Contradictions found={page.contradictions} />
        <RulesTable page={page} refusal={refusal} />
        <ManagerRules page={page} />
      </PageBody>
    </>
  );
}

async function RuleFacts({ page: { cluster, rules, managerRules, levels } }: { page: RulesData }) {
  const t = await getTranslations('rules');
  const broken = [...rules, ...managerRules].filter((rule) => rule.broken.length > 0).length;
  return (
    <Facts>
      <span>{broken > 0 ? t('brokenCount', { count: broken }) : t('noneBroken')}</span>
      <span>
        <TextLink href={paths.vms({ cluster: cluster.id, show: 'by-hand' })}>{t('levels', levels)}</TextLink>
      </span>
    </Facts>
  );
}
