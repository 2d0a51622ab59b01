'use server';

import type { Theme } from '@/i18n/preferences';
import { updatePreferences } from '@/lib/services/users/update-preferences';
import { keepPreferences } from '../preference-cookies';
import { runAction } from '../run-action';
import { requireSession } from '../session';

/** Remembers the colours chosen in the frame; the other preferences stay as they are. */
export async function setThemeAction(theme: Theme): Promise<void> {
  const { locale, timeZone } = await requireSession();
  await runAction(async (ctx) => {
    const input = { locale, timeZone, theme: theme === 'system' ? null : theme };
    await keepPreferences(await updatePreferences({ ctx, input }));
  });
}
