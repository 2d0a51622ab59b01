'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type AddGroupInput, addGroup } from '@/lib/services/clusters/add-group';
import { type EditGroupInput, editGroup } from '@/lib/services/clusters/edit-group';
import { type RemoveGroupInput, removeGroup } from '@/lib/services/clusters/remove-group';
import { editPolicy } from '@/lib/services/policies/edit-policy';
import { runAction } from '../../run-action';

/** Thresholds are shown on most pages. */
const refresh = () => revalidatePath('/', 'layout');

/** The input is what forms with changing fields send: the service parses it. */
export async function editPolicyAction(input: unknown): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await editPolicy({ ctx, input });
    refresh();
    return null;
  });
}

export async function addGroupAction(input: AddGroupInput): Promise<ActionResult<{ id: string }>> {
  return runAction(async (ctx) => {
    const added = await addGroup({ ctx, input });
    refresh();
    return added;
  });
}

export async function editGroupAction(input: EditGroupInput): Promise<ActionResult> {
  return runAction(async (ctx) => {
    await editGroup({ ctx, input });
    refresh();
    return null;
  });
}

export async function removeGroupAction(input: RemoveGroupInput): Promise<ActionResult<{ name: string }>> {
  return runAction(async (ctx) => {
    const removed = await removeGroup({ ctx, input });
    refresh();
    return removed;
  });
}
