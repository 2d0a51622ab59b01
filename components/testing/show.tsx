import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactElement, ReactNode } from 'react';
import { vi } from 'vitest';
import { ToastProvider } from '@/components/ui/toast';
import { loadMessages } from '@/i18n/load-messages';

/** The time at which everything is rendered. */
export const now = new Date('2026-11-24T12:00:00Z');

/** The providers around every page: English messages, a time zone, a clock, and toasts. */
export const Around = ({ children }: { children: ReactNode }) => (
  <NextIntlClientProvider locale="en" messages={loadMessages('en')} timeZone="UTC" now={now}>
    <ToastProvider>{children}</ToastProvider>
  </NextIntlClientProvider>
);

/** Renders a component as a page would. Returns it with a simulated user, who waits for no real time. */
export function show(element: ReactElement) {
  const user = userEvent.setup({
    advanceTimers: (ms) => vi.isFakeTimers() && vi.advanceTimersByTime(ms),
    delay: null,
  });
  return { user, ...render(element, { wrapper: Around }) };
}

/** A promise that a test settles itself, for what a server has not answered yet. */
export function pending<Value>() {
  return Promise.withResolvers<Value>();
}
