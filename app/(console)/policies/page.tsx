import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { isAllowed } from '@/lib/model/actor';
import { listPolicies } from '@/lib/views/policy/list-policies';
import { requireContext, requireSession } from '../../session';
import { Shows } from '../_components/shows';
import { SettingsFrame } from '../settings/_components/settings-frame';
import { GroupDialog } from './_components/group-dialog';
import { PoliciesTable } from './_components/policies-table';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policy.page'))('policies') };
}

/** Who sets what: the product, groups of clusters, and clusters. */
export default async function PoliciesPage() {
  const [me, ctx] = await Promise.all([requireSession(), requireContext()]);
  const [list, t, settings] = await Promise.all([
    listPolicies({ ctx }),
    getTranslations('policy.list'),
    getTranslations('settings'),
  ]);
  const mayEdit = isAllowed(ctx.actor, 'policy.edit');
  const refusal = mayEdit ? null : settings('administratorOnly');
  return (
    <SettingsFrame
      current="policies"
      lede={t('lede')}
      actions={<GroupDialog list={list} group={null} refusal={refusal} />}
      readOnlyAs={mayEdit ? null : me.role}
    >
      <Shows topics={['policy', 'cluster']} />
      <PoliciesTable list={list} refusal={refusal} />
    </SettingsFrame>
  );
}
