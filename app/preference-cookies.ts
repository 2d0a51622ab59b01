import { cookies } from 'next/headers';
import { preferenceCookies, preferenceMaxAgeSeconds } from '@/i18n/preferences';
import type { Preferences } from '@/lib/services/users/update-preferences';

/** Writes a user's preferences to the cookies that rendering reads. Null: the cookie is deleted, and the browser decides again. */
export async function keepPreferences(preferences: Preferences): Promise<void> {
  const jar = await cookies();
  for (const name of ['locale', 'theme', 'timeZone'] as const) {
    const value = preferences[name];
    const cookie = preferenceCookies[name];
    if (value === null) jar.delete(cookie);
    else jar.set(cookie, value, { path: '/', sameSite: 'lax', maxAge: preferenceMaxAgeSeconds });
  }
}
