'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import { type CreateTokenInput, createToken } from '@/lib/services/tokens/create-token';
import { revokeToken } from '@/lib/services/tokens/revoke-token';
import { runAction } from '../../../run-action';

/** The token, which is shown once. */
export async function createTokenAction(input: CreateTokenInput): Promise<ActionResult<{ token: string }>> {
  const result = await runAction((ctx) => createToken({ ctx, input }));
  revalidatePath(paths.automation());
  return result;
}

export async function revokeTokenAction(tokenId: string): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await revokeToken({ ctx, input: { tokenId } });
    return null;
  });
  revalidatePath(paths.automation());
  return result;
}
