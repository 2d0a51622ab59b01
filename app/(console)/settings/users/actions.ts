'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import { type AddedUser, type AddUserInput, addUser } from '@/lib/services/users/add-user';
import { type ChangeRoleInput, changeRole } from '@/lib/services/users/change-role';
import { type RemoveUserInput, removeUser } from '@/lib/services/users/remove-user';
import { type SetPasswordInput, setPassword } from '@/lib/services/users/set-password';
import { runAction } from '../../../run-action';

const page = paths.users();

export async function addUserAction(input: AddUserInput): Promise<ActionResult<AddedUser>> {
  return runAction(async (ctx) => {
    const added = await addUser({ ctx, input });
    revalidatePath(page);
    return added;
  });
}

export async function changeRoleAction(input: ChangeRoleInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await changeRole({ ctx, input });
    revalidatePath(page);
    return null;
  });
}

export async function setPasswordAction(
  input: SetPasswordInput,
): Promise<ActionResult<{ email: string; generatedPassword: string | null }>> {
  return runAction((ctx) => setPassword({ ctx, input }));
}

export async function removeUserAction(input: RemoveUserInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await removeUser({ ctx, input });
    revalidatePath(page);
    return null;
  });
}
