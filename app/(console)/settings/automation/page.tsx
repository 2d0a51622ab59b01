import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Section } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { listClusterSizes } from '@/lib/views/settings/list-cluster-sizes';
import { listTokens } from '@/lib/views/settings/list-tokens';
import { readAutomation } from '@/lib/views/settings/read-automation';
import { requireContext, requireSession } from '../../../session';
import { Shows } from '../../_components/shows';
import { SettingsFrame } from '../_components/settings-frame';
import { CreateToken } from './_components/create-token';
import { DeliveriesTable } from './_components/deliveries-table';
import { ForeignMovesTable } from './_components/foreign-moves-table';
import { StopsTable } from './_components/stops-table';
import { SwitchSection } from './_components/switch-section';
import { TokensTable } from './_components/tokens-table';
import { WebhookForm } from './_components/webhook-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('automation'))('title') };
}

/** Where automation is stopped and resumed, and reported. */
export default async function AutomationSettingsPage() {
  const [me, ctx] = await Promise.all([requireSession(), requireContext()]);
  const [automation, tokens, clusters, t, settings] = await Promise.all([
    readAutomation({ ctx }),
    listTokens({ ctx }),
    listClusterSizes({ ctx }),
    getTranslations('automation'),
    getTranslations('settings'),
  ]);
  const refusal = isAllowed(ctx.actor, 'automation.resume') ? null : t('switch.role');
  const mayEdit = isAllowed(ctx.actor, 'policy.edit');
  const tokenRefusal = isAllowed(ctx.actor, 'cluster.configure') ? null : settings('administratorOnly');
  return (
    <SettingsFrame current="automation" lede={t('lede')} readOnlyAs={mayEdit ? null : me.role}>
      <Shows topics={['cluster', 'policy', 'vm']} />
      <div className="grid gap-8">
        <SwitchSection switchedOff={automation.switchedOff} refusal={refusal} />
        <Section title={t('stops.title')}>
          <StopsTable stops={automation.stops} refusal={refusal} />
        </Section>
        <Section title={t('foreign.title')} note={t('foreign.note')}>
          <ForeignMovesTable moves={automation.foreignMoves} />
        </Section>
        <Section title={t('webhook.title')} note={t('webhook.note')}>
          <WebhookForm
            webhook={automation.webhook}
            refusal={mayEdit ? null : settings('administratorOnly')}
          />
          {automation.webhook.url === null ? null : <DeliveriesTable deliveries={automation.deliveries} />}
        </Section>
        <Section title={t('tokens.title')} note={t('tokens.note')}>
          <div className="grid gap-3">
            <TokensTable tokens={tokens} refusal={tokenRefusal} />
            <p>
              <CreateToken clusters={clusters} refusal={tokenRefusal} />
            </p>
          </div>
        </Section>
      </div>
    </SettingsFrame>
  );
}
