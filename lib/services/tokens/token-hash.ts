import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** A new token; the prefix lets scanners for leaked secrets find it. */
export const newToken = (): string => `ballast_${randomBytes(SECRET_BYTES).toString('base64url')}`;

/** What is stored of a token: it has too many possible values to be guessed from its hash. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
