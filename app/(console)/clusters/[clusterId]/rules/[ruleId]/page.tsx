import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { isAllowed } from '@/lib/model/actor';
import { readRule } from '@/lib/views/rules/read-rule';
import { foundOr404 } from '../../../../../found-or-404';
import { requireContext } from '../../../../../session';
import { EditRulePage } from '../_components/edit-rule-page';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('rules'))('editTitle') };
}

interface RulePageProps {
  params: Promise<{ clusterId: string; ruleId: string }>;
}

export default async function RulePage({ params }: RulePageProps) {
  const ctx = await requireContext();
  const form = await foundOr404(readRule({ ctx, input: await params }));
  return <EditRulePage form={form} mayEdit={isAllowed(ctx.actor, 'policy.edit')} />;
}
