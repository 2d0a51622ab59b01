import { randomInt } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { z } from 'zod';

export const Password = z.string().min(10).max(128);
export type Password = z.infer<typeof Password>;

const unmistakable = 'abcdefghijkmnpqrstuvwxyz23456789'; // no l, o, 0, 1: it is read off a terminal

/** A password that is easy to copy by eye: four groups of five, 100 bits. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 5 }, () => unmistakable[randomInt(unmistakable.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/** The salted scrypt hash that the sign-in library checks. Takes some 50 ms: call it before a transaction, not in it. */
export function hashNewPassword(password: string): Promise<string> {
  return hashPassword(password);
}

export function isPasswordRight(hash: string, password: string): Promise<boolean> {
  return verifyPassword({ hash, password });
}
