import './globals.css';

import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ToastProvider } from '@/components/ui/toast';
import { MessagesProvider } from '@/i18n/messages-provider';
import { parseTheme, preferenceCookies } from '@/i18n/preferences';

export const metadata: Metadata = {
  title: { template: '%s · Ballast', default: 'Ballast' },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const theme = parseTheme((await cookies()).get(preferenceCookies.theme)?.value);
  return (
    <html
      lang={locale}
      data-theme={theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        {/* not in the metadata, which may follow after the body: a browser would ask for /favicon.ico by then */}
        <link rel="icon" href="/logo.svg" type="image/svg+xml" />
      </head>
      <body>
        <NextIntlClientProvider messages={null}>
          <MessagesProvider locale={locale}>
            <ToastProvider>{children}</ToastProvider>
          </MessagesProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
