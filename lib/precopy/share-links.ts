/** The stream of a migration: out of one host, into another, with an optional cap. */
export interface Flow {
  from: number;
  to: number;
  capMiBps: number | null;
}

/**
 * Fair shares of full-duplex links (max-min): all streams grow together, and those whose link or cap is full stop.
 * Capacities are MiB/s by host, the same in both directions. Returns MiB/s by flow.
 */
export function shareLinks(flows: readonly Flow[], capacityMiBps: readonly number[]): number[] {
  const rates = flows.map(() => 0);
  const unused = new Map<string, number>();
  const linksOf = flows.map((flow) => [`out ${flow.from}`, `in ${flow.to}`]);
  flows.forEach((flow) => {
    unused.set(`out ${flow.from}`, capacityMiBps[flow.from] ?? 0);
    unused.set(`in ${flow.to}`, capacityMiBps[flow.to] ?? 0);
  });
  let growing = flows.map((_, i) => i);
  while (growing.length > 0) {
    const users = countUsers(growing, linksOf);
    let step = Number.POSITIVE_INFINITY;
    for (const [link, count] of users) step = Math.min(step, (unused.get(link) ?? 0) / count);
    for (const i of growing) step = Math.min(step, (flows[i]?.capMiBps ?? step + 1e9) - (rates[i] ?? 0));
    for (const i of growing) rates[i] = (rates[i] ?? 0) + step;
    for (const [link, count] of users) unused.set(link, (unused.get(link) ?? 0) - step * count);
    growing = growing.filter((i) => {
      const isCapped = (rates[i] ?? 0) >= (flows[i]?.capMiBps ?? Number.POSITIVE_INFINITY) - 1e-9;
      return !isCapped && (linksOf[i] ?? []).every((link) => (unused.get(link) ?? 0) > 1e-9);
    });
  }
  return rates;
}

function countUsers(growing: readonly number[], linksOf: readonly string[][]): Map<string, number> {
  const users = new Map<string, number>();
  for (const i of growing) {
    for (const link of linksOf[i] ?? []) users.set(link, (users.get(link) ?? 0) + 1);
  }
  return users;
}
