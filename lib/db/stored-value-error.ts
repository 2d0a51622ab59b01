import { z } from 'zod';

/** The content of a JSON column is invalid: a bug, or written by another version. */
export class StoredValueError extends Error {
  override readonly name = 'StoredValueError';

  constructor(
    readonly table: string,
    readonly column: string,
    readonly id: string,
    cause: z.ZodError,
  ) {
    super(`${table}.${column} of ${id} cannot be read: ${z.prettifyError(cause)}`, { cause });
  }
}

const unreadables = new WeakSet<object>();

/**
 * A placeholder for a value that cannot be read: it throws its error when it is accessed, and not before, so that the
 * rest of its row and other rows can be used. It can be passed on like any value.
 */
export function unreadable<T>(error: StoredValueError): T {
  const fail = (): never => {
    throw error;
  };
  const traps = { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail };
  const value = new Proxy(Object.create(null), traps);
  unreadables.add(value);
  return value;
}

/** A value of a row in a list; null if it cannot be read: then the list shows the row without it. */
export const orNull = <T extends object>(value: T): T | null => (unreadables.has(value) ? null : value);
