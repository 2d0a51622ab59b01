/** How near what is known of a way is to the way itself. */
export type LinkLevel = 'pair' | 'source' | 'cluster';

interface Ends {
  fromHostId?: string | null | undefined;
  toHostId?: string | null | undefined;
}

/** What is known of the way between two hosts: of the pair, else of its source host, else of the cluster. */
export function findLink<Link extends Ends>(
  links: readonly Link[],
  fromHostId: string,
  toHostId: string,
): { link: Link; level: LinkLevel } | null {
  const levels = [
    ['pair', fromHostId, toHostId],
    ['source', fromHostId, null],
    ['cluster', null, null],
  ] as const;
  for (const [level, from, to] of levels) {
    const link = links.find((each) => (each.fromHostId ?? null) === from && (each.toHostId ?? null) === to);
    if (link) return { link, level };
  }
  return null;
}
