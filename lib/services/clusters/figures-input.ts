import { z } from 'zod';
import { FiguresSource } from '../../model/figures-source.ts';
import { ClusterId } from './cluster-input.ts';

/** A token as it was typed: null: none any more; left out: the stored one, as long as the address stays the same. */
const Token = z
  .string()
  .trim()
  .max(4000)
  .regex(/^[\x21-\x7e]*$/, 'no spaces')
  .nullish()
  .transform((text) => (text === '' ? undefined : text));

export const FiguresInput = z.object({ clusterId: ClusterId, source: FiguresSource, token: Token });

/** The token to use: a stored one goes only to the address for which it was entered. */
export function tokenFor(
  { source, token }: Pick<z.output<typeof FiguresInput>, 'source' | 'token'>,
  stored: { source: FiguresSource; token: string | null } | null,
): string | null {
  if (token !== undefined) return token;
  return stored?.source.address === source.address ? stored.token : null;
}
