import { cookies } from 'next/headers';
import { getTimeZone } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Frame } from '@/components/frame/frame';
import { parseTheme, preferenceCookies } from '@/i18n/preferences';
import { readFrame } from '@/lib/views/frame/read-frame';
import { signOutAction } from '../(auth)/actions';
import { getPageMark, requireContext, requireSession } from '../session';
import { setThemeAction } from './set-theme';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const user = await requireSession();
  const [ctx, timeZone, jar] = await Promise.all([requireContext(), getTimeZone(), cookies()]);
  const data = await readFrame({ ctx, input: { timeZone } });
  return (
    <Frame
      data={data}
      since={getPageMark()}
      user={user}
      theme={parseTheme(jar.get(preferenceCookies.theme)?.value)}
      setTheme={setThemeAction}
      signOut={signOutAction}
    >
      {children}
    </Frame>
  );
}
