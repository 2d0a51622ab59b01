import { z } from 'zod';
import { FiguresSource } from '../../model/figures-source.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { secretPlaces, secretsFrom } from '../stored-secrets.ts';
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

/** A source as it is stored: its token is encrypted. */
interface StoredSource {
  clusterId: string;
  source: FiguresSource;
  token: string | null;
}

/** The token to use: a stored one goes only to the address for which it was entered. Throws `secret-unreadable`. */
export function tokenFor(
  { source, token }: Pick<z.output<typeof FiguresInput>, 'source' | 'token'>,
  stored: StoredSource | null,
  secrets: SecretBox | undefined,
): string | null {
  if (token !== undefined) return token;
  return stored?.source.address === source.address ? openToken(stored, secrets) : null;
}

/** The token of a stored source; null: it needs none. Throws `secret-unreadable`. */
export function openToken({ clusterId, token }: StoredSource, secrets: SecretBox | undefined): string | null {
  const place = secretPlaces.figures(clusterId);
  return token === null ? null : secretsFrom(secrets, place).open(token, place);
}

/** A token as it is stored. */
export function sealToken(
  clusterId: string,
  token: string | null,
  secrets: SecretBox | undefined,
): string | null {
  const place = secretPlaces.figures(clusterId);
  return token === null ? null : secretsFrom(secrets, place).seal(token, place);
}
