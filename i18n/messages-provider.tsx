'use client';

import { NextIntlClientProvider } from 'next-intl';
import { type ReactNode, use } from 'react';
import type { Messages } from './messages';
import type { Locale } from './preferences';

const bundles: Record<Locale, () => Promise<{ messages: Messages }>> = {
  en: () => import('./bundles/en'),
  ja: () => import('./bundles/ja'),
};
const loaded = new Map<Locale, Promise<{ messages: Messages }>>();

function loadBundle(locale: Locale): Promise<{ messages: Messages }> {
  const known = loaded.get(locale) ?? bundles[locale]();
  loaded.set(locale, known);
  return known;
}

/**
 * Gives components in the browser the words of a language, from a file that the browser keeps. As a property of the
 * page all words would be sent with each page and with each of its updates: 0.1 MB.
 */
export function MessagesProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  const { messages } = use(loadBundle(locale));
  return (
    <NextIntlClientProvider locale={locale} messages={messages}>
      {children}
    </NextIntlClientProvider>
  );
}
