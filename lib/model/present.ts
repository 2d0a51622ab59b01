/** The value, where it must be there: what is missing otherwise is a mistake of ours, named in an internal error. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`missing: ${what}`);
  return value;
}
