import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Frame } from '@/components/frame/frame';
import { parseTheme, preferenceCookies } from '@/i18n/preferences';
import { readFrame } from '@/lib/services/inventory/read-frame';
import { signOutAction } from '../(auth)/actions';
import { requireContext, requireSession } from '../session';
import { setThemeAction } from './set-theme';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireSession();
  const [data, jar] = await Promise.all([readFrame({ ctx: await requireContext() }), cookies()]);
  return (
    <Frame
      data={data}
      user={user}
      theme={parseTheme(jar.get(preferenceCookies.theme)?.value)}
      setTheme={setThemeAction}
      signOut={signOutAction}
    >
      {children}
    </Frame>
  );
}
