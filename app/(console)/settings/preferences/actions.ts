'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import type { ActionResult } from '@/lib/model/action-result';
import { type ChangePasswordInput, changePassword } from '@/lib/services/users/change-password';
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
export async function changePasswordAction(input: ChangePasswordInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await changePassword({ ctx, input });
    redirect('/sign-in?changed=password');
  });
}
