import type { Messages } from './messages.ts';
import type { Locale } from './preferences.ts';

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
