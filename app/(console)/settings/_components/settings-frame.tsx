import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Note } from '@/components/ui/note';
import { PageBody, PageHead } from '@/components/ui/page';
import { Tabs } from '@/components/ui/tabs';
import type { Role } from '@/lib/model/actor';
import { paths } from '@/lib/model/paths';

const tabs = [
  { name: 'clusters', href: paths.clusterSettings() },
  { name: 'automation', href: paths.automation() },
  { name: 'policies', href: paths.policies() },
  { name: 'users', href: paths.users() },
  { name: 'preferences', href: paths.preferences() },
  { name: 'audit', href: paths.audit() },
] as const;

interface SettingsFrameProps {
  current: (typeof tabs)[number]['name'];
  lede: ReactNode;
  actions?: ReactNode;
  /** Given: the person sees this page, but may change nothing here. */
  readOnlyAs?: Role | null;
  children: ReactNode;
}

/** Title, tabs and, for those who may only look, a sentence that says so. */
export function SettingsFrame({ current, lede, actions, readOnlyAs, children }: SettingsFrameProps) {
  const t = useTranslations('settings');
  const roles = useTranslations('frame.role');
  return (
    <>
      <PageHead title={t('title')} lede={lede} actions={actions} />
      <Tabs
        label={t('tabs')}
        tabs={tabs.map(({ name, href }) => ({ href, label: t(name), isCurrent: name === current }))}
      />
      <PageBody className="pb-8">
        {readOnlyAs ? <Note className="mb-4">{t('readOnly', { role: roles(readOnlyAs) })}</Note> : null}
        {children}
      </PageBody>
    </>
  );
}
