import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Section } from '@/components/ui/page';
import { TextLink } from '@/components/ui/text-link';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { readVmAutomation } from '@/lib/views/policy/read-vm-automation';
import { foundOr404 } from '../../../../found-or-404';
import { requireContext } from '../../../../session';
import { renderPolicyPage } from '../../../policies/_components/render-policy-page';
import { VmAutomation } from '../../_components/vm-automation';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('policy.page'))('policies') };
}

/** The policy of a VM, and who may move it, which is set for many VMs at once and so is no field of the policy. */
export default async function VmPolicyPage({ params }: { params: Promise<{ vmId: string }> }) {
  const { vmId } = await params;
  const ctx = await requireContext();
  const vm = await foundOr404(readVmAutomation({ ctx, input: { vmId } }));
  const [t, why] = await Promise.all([getTranslations('policy.page'), getTranslations('host.why')]);
  const refusal = isAllowed(ctx.actor, 'vm.automate') ? null : why('role');
  return renderPolicyPage({ scope: 'vm', vmId }, undefined, {
    first: (
      <Section title={t('whoMoves')} note={t('whoMovesNote')}>
        <p>
          <VmAutomation vm={vm} refusal={refusal} />
        </p>
        <p className="mt-2">
          <TextLink href={paths.vm(vm)}>{t('openVm', { vm: vm.name })}</TextLink>
        </p>
      </Section>
    ),
  });
}
