import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { BallastError } from '../model/errors.ts';

/** Encrypts what Ballast must be able to read again, such as the password of a vCenter, with AES-256-GCM. */
export interface SecretBox {
  /** The secret encrypted for one place (`endpoint:<id>`): elsewhere it cannot be opened. */
  seal(secret: string, place: string): string;
  /** Throws `secret-unreadable` with `place` if no key fits, or if what is stored was changed. */
  open(sealed: string, place: string): string;
  /** Whether it was encrypted with the first key, which encrypts now. */
  isCurrent(sealed: string): boolean;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORM = 'v1';

/** A new key, in the form that settings and the key file have. */
export const makeKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/** The bytes of a key in base64 or base64url; null: it does not have 32 of them. */
export function keyBytes(written: string): Buffer | null {
  const bytes = Buffer.from(written, 'base64url');
  return /^[A-Za-z0-9+/_=-]+$/.test(written) && bytes.length === KEY_BYTES ? bytes : null;
}

interface Key {
  id: string; // tells keys apart, and nothing of the key itself
  bytes: Buffer;
}

function keyOf(written: string): Key {
  const bytes = keyBytes(written);
  if (bytes === null) throw new BallastError('bad-key', 'an encryption key must be 32 bytes in base64');
  return { id: createHash('sha256').update('key').update(bytes).digest('base64url').slice(0, 8), bytes };
}

/** A box with these keys (base64): the first encrypts, each decrypts. Throws `bad-key`. */
export function createSecretBox(keys: readonly [string, ...string[]]): SecretBox {
  const [first, ...others] = keys;
  const current = keyOf(first);
  const all = [current, ...others.map(keyOf)];
  return {
    seal: (secret, place) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.bytes, iv);
      cipher.setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return [FORM, current.id, Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')].join(
        '.',
      );
    },
    open: (sealed, place) => {
      const [form, id, written = ''] = sealed.split('.');
      const key = all.find((each) => each.id === id);
      const bytes = Buffer.from(written, 'base64url');
      if (form !== FORM || key === undefined || bytes.length < IV_BYTES + TAG_BYTES) throw unreadable(place);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, IV_BYTES));
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const body = bytes.subarray(IV_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        throw unreadable(place);
      }
    },
    isCurrent: (sealed) => sealed.startsWith(`${FORM}.${current.id}.`),
  };
}

const unreadable = (place: string): BallastError =>
  new BallastError(
    'secret-unreadable',
    `The secret of ${place} cannot be decrypted: this machine has another encryption key than the one that encrypted it. ` +
      'Set BALLAST_ENCRYPTION_KEY, or copy the file encryption-key of the data folder.',
    { place },
  );
