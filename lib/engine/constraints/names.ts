/** The first of the needed names, in order, that is not offered. A host that names none is not limited by them. */
export function firstMissing(
  needed: readonly string[] | undefined,
  offered: readonly string[] | undefined,
): string | null {
  if (needed === undefined || offered === undefined) return null;
  const missing = needed.filter((name) => !offered.includes(name)).sort();
  return missing.at(0) ?? null;
}
