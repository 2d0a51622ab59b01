import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Note } from '@/components/ui/note';
import { PageBody, PageHead } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { isAllowed } from '@/lib/model/actor';
import { paths, policyPath } from '@/lib/model/paths';
import type { PolicyRef } from '@/lib/model/policy-ref';
import { readPolicy } from '@/lib/views/policy/read-policy';
import { readPolicyHistory } from '@/lib/views/policy/read-policy-history';
import { foundOr404 } from '../../../found-or-404';
import { requireContext, requireSession } from '../../../session';
import { Shows } from '../../_components/shows';
import { essentialGroups, groupNames } from './field-groups';
import { HistorySection } from './history-section';
import { PolicyForm } from './policy-form';

/**
 * The page of the policy of the product, a group, a cluster, a host or a VM. `show`: what the address asks for;
 * `automation` leaves only what automatic balancing needs. `first`: what comes before the fields.
 */
export async function renderPolicyPage(
  policyRef: PolicyRef,
  show?: string | string[],
  { first = null }: { first?: ReactNode } = {},
): Promise<ReactNode> {
  const [ctx, me] = await Promise.all([requireContext(), requireSession()]);
  const page = await foundOr404(readPolicy({ ctx, input: policyRef }));
  const [history, t, settings] = await Promise.all([
    readPolicyHistory({ ctx, input: policyRef }),
    getTranslations('policy.page'),
    getTranslations('settings'),
  ]);
  const refusal = isAllowed(ctx.actor, 'policy.edit') ? null : settings('administratorOnly');
  const isEssential = show === 'automation';
  const href = policyPath(policyRef);
  return (
    <>
      <Shows topics={['policy', 'cluster']} />
      <PageHead
        title={titleOf()}
        crumbs={[
          { href: paths.policies(), label: t('policies') },
          ...page.weaker.map(({ ref, name }) => ({ href: policyPath(ref), label: name ?? t('product') })),
        ]}
        crumbsLabel={t('crumbs')}
        lede={isEssential ? t('essentialLede') : t(`lede.${policyRef.scope}`)}
      />
      <PageBody className="grid gap-6 pb-8">
        {refusal ? <Note>{refusal}</Note> : null}
        {first}
        <PolicyForm
          page={page}
          groups={isEssential ? essentialGroups : groupNames}
          timeZones={zonesWith(me.timeZone)}
          refusal={refusal}
        />
        {isEssential ? (
          <p>
            <TextLink href={href}>{t('allFields')}</TextLink>
          </p>
        ) : (
          <HistorySection page={page} entries={history} refusal={refusal} />
        )}
      </PageBody>
    </>
  );

  function titleOf(): ReactNode {
    if (page.name === null) return t('titleOfProduct');
    return isEssential ? t('essentialTitle', { name: page.name }) : t('title', { name: page.name });
  }
}

/** All time zones; the person's own and UTC first. */
function zonesWith(own: string | null): string[] {
  const first = own === null ? ['UTC'] : [own, 'UTC'];
  return [...new Set([...first, ...Intl.supportedValuesOf('timeZone')])];
}
