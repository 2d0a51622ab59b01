import type { ForecastBasis } from '../../model/move-forecast.ts';
import type { Policy } from '../../model/policy.ts';
import type { SnapshotHost, SnapshotLink } from '../../model/snapshot.ts';
import { assumed, hostBandwidthMiBps } from './assumptions.ts';

/** The way that memory takes from one host to another, as a migration meets it. */
export interface Route {
  bandwidthMiBps: number; // while the VM runs, alone on its way: the link, or the cap
  pauseMiBps: number; // while it is paused, when no cap holds
  fixedSeconds: number;
  handOverMs: number;
  targetPauseMs: number;
  basis: ForecastBasis;
}

/** What finished migrations taught of ways between hosts, to be looked up: of a pair, else its source, else the cluster. */
export class Links {
  private readonly pairs = new Map<string | undefined, Map<string | undefined, SnapshotLink>>();
  readonly size: number;

  constructor(links: readonly SnapshotLink[] = []) {
    this.size = links.length;
    for (const link of links) {
      const row = this.pairs.get(link.fromHostId) ?? new Map<string | undefined, SnapshotLink>();
      this.pairs.set(link.fromHostId, row.set(link.toHostId, link));
    }
  }

  /** The nearest first; empty: nothing was taught. */
  to(from: string, to: string): { link: SnapshotLink; basis: ForecastBasis }[] {
    const source = this.pairs.get(from);
    const levels = [source?.get(to), source?.get(undefined), this.pairs.get(undefined)?.get(undefined)];
    return levels.flatMap((link, level) =>
      link === undefined ? [] : [{ link, basis: level === 0 ? 'learned' : 'cluster' } as const],
    );
  }
}

/** What is known besides the two hosts. */
export interface RouteKnowledge {
  links?: Links;
  policy?: Pick<Policy, 'targetPauseMs' | 'bandwidthCapMiBps'>;
}

/** What finished migrations taught of the way, else what its slower host says. */
export function routeBetween(from: SnapshotHost, to: SnapshotHost, known: RouteKnowledge = {}): Route {
  const found = known.links?.to(from.id, to.id) ?? [];
  const link = found[0]?.link;
  // of a pair of which only capped moves are known, what its source or the cluster got without a cap
  const free = found.find((each) => each.link.bandwidthMiBps !== undefined)?.link.bandwidthMiBps;
  const nominal = Math.min(hostBandwidthMiBps(from), hostBandwidthMiBps(to));
  const least = link?.bandwidthMiBps === undefined ? (link?.leastMiBps ?? 0) : 0;
  const linkMiBps = Math.max(free ?? nominal, least);
  const cap = known.policy?.bandwidthCapMiBps;
  return {
    bandwidthMiBps: cap == null ? linkMiBps : Math.min(linkMiBps, cap * (link?.capShare ?? 1)),
    pauseMiBps: Math.max(link?.pauseMiBps ?? 0, linkMiBps),
    fixedSeconds: link?.fixedSeconds ?? assumed.fixedSeconds,
    handOverMs: link?.handOverMs ?? assumed.handOverMs,
    targetPauseMs: known.policy?.targetPauseMs ?? assumed.downtimeLimitMs,
    basis: found[0]?.basis ?? 'assumed',
  };
}
