import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Columns, Section } from '@/components/ui/page';
import { requireSession } from '../../../session';
import { SettingsFrame } from '../_components/settings-frame';
import { PasswordForm } from './_components/password-form';
import { PreferencesForm } from './_components/preferences-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('preferences') };
}

export default async function PreferencesPage() {
  const me = await requireSession();
  const [t, roles] = await Promise.all([getTranslations('settings'), getTranslations('frame.role')]);
  return (
    <SettingsFrame current="preferences" lede={t('preferencesLede')}>
      <Columns layout="two">
        <Section title={t('appearance')}>
          <PreferencesForm
            chosen={{ locale: me.locale, theme: me.theme, timeZone: me.timeZone }}
            timeZones={Intl.supportedValuesOf('timeZone')}
          />
        </Section>
        <Section title={t('account')} note={t('accountNote', { email: me.email, role: roles(me.role) })}>
          <PasswordForm email={me.email} />
        </Section>
      </Columns>
    </SettingsFrame>
  );
}
