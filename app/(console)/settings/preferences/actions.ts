'use server';

import { revalidatePath } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ActionResult } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import { changePassword } from '@/lib/services/users/change-password';
import { addressOf } from '@/lib/services/users/sign-in';
import { type Preferences, updatePreferences } from '@/lib/services/users/update-preferences';
import { keepPreferences } from '../../../preference-cookies';
import { runAction } from '../../../run-action';

/** Keeps the choices with the person, and in cookies for the rendering of what follows. */
export async function updatePreferencesAction(input: Preferences): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await keepPreferences(await updatePreferences({ ctx, input }));
    revalidatePath('/', 'layout');
    return null;
  });
}

/** All sessions end with the old password, this one too: so it leads to the sign-in page. */
export async function changePasswordAction(input: { current: string; next: string }): Promise<ActionResult> {
  return runAction(async (ctx) => {
    const address = addressOf(await headers());
    await changePassword({ ctx, input: { current: input?.current, next: input?.next, address } });
    redirect(paths.signIn({ changed: 'password' }));
  });
}
