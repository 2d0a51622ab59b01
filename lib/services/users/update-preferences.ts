import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { TimeZone } from '../../model/time-zone.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertPerson } from './assert-person.ts';

export const Locale = z.enum(['en', 'ja']);
export type Locale = z.infer<typeof Locale>;

export const Theme = z.enum(['light', 'dark']);
export type Theme = z.infer<typeof Theme>;

/** Null: the setting of the browser. */
export const Preferences = z.object({
  locale: Locale.nullable(),
  theme: Theme.nullable(),
  timeZone: TimeZone.nullable(),
});
export type Preferences = z.infer<typeof Preferences>;

/**
 * A user chooses language, colours and time zone. Throws `invalid-input`, or `user-not-found` if they were removed.
 */
export async function updatePreferences({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<Preferences> {
  assertAllowed(ctx.actor, 'read', 'product');
  const person = assertPerson(ctx.actor);
  const preferences = parseInput(Preferences, input);
  const at = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: person.id },
      data: { ...preferences, updatedAt: at },
    });
    if (count === 0) throw new BallastError('user-not-found', 'there is no such user', { user: person.id });
    await recordAudit(tx, ctx.actor, at, {
      action: 'user.preferences',
      target: person.name,
      targetId: person.id,
      details: preferences,
    });
    return preferences;
  });
}
