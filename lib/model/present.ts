/** The value, which must exist: a missing one is a bug, and is reported as an internal error with its name. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`missing: ${what}`);
  return value;
}
