import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { isAllowed } from '@/lib/model/actor';
import { readRule } from '@/lib/views/rules/read-rule';
import { foundOr404 } from '../../../../../found-or-404';
import { requireContext } from '../../../../../session';
import { EditRulePage } from '../_components/edit-rule-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('rules'))('newTitle') };
}

export default async function NewRulePage({ params }: { params: Promise<{ clusterId: string }> }) {
  const ctx = await requireContext();
  const { clusterId } = await params;
  const form = await foundOr404(readRule({ ctx, input: { clusterId, ruleId: null } }));
  return <EditRulePage form={form} mayEdit={isAllowed(ctx.actor, 'policy.edit')} />;
}
