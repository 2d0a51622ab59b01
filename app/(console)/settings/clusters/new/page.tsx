import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Note } from '@/components/ui/note';
import { PageBody, PageHead } from '@/components/ui/page';
import { isAllowed } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';
import { listConnectableDrivers } from '@/lib/views/settings/list-connectable-drivers';
import { requireContext } from '../../../../session';
import { ChooseKind } from './_components/choose-kind';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('clusters'))('addTitle') };
}

export default async function ConnectPage() {
  const ctx = await requireContext();
  const drivers = listConnectableDrivers();
  const [t, settings] = await Promise.all([getTranslations('clusters'), getTranslations('settings')]);
  return (
    <>
      <PageHead
        title={t('addTitle')}
        lede={t('addLede')}
        crumbsLabel={settings('title')}
        crumbs={[
          { href: paths.settings(), label: settings('title') },
          { href: paths.clusterSettings(), label: settings('clusters') },
        ]}
      />
      <PageBody className="pb-8">
        {isAllowed(ctx.actor, 'cluster.configure') ? (
          <ChooseKind drivers={drivers} />
        ) : (
          <Note>{settings('administratorOnly')}</Note>
        )}
      </PageBody>
    </>
  );
}
