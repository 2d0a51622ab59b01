import type { ForecastBasis } from '../../model/move-forecast.ts';
import type { Policy } from '../../model/policy.ts';
import type { SnapshotHost, SnapshotLink } from '../../model/snapshot.ts';
import { assumed, hostBandwidthMiBps } from './assumptions.ts';

/** The connection from one host to another, for a migration's memory. */
export interface Route {
  bandwidthMiBps: number; // while the VM runs, without other migrations: the link, or the cap
  pauseMiBps: number; // during the pause, when no cap applies
  fixedSeconds: number;
  handOverMs: number;
  targetPauseMs: number;
  basis: ForecastBasis;
}

/**
 * What finished migrations taught about connections between hosts: looked up for a pair, otherwise its source,
 * otherwise the cluster.
 */
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

/** What finished migrations taught about the connection, otherwise the speed of its slower host. */
export function routeBetween(from: SnapshotHost, to: SnapshotHost, known: RouteKnowledge = {}): Route {
  const found = known.links?.to(from.id, to.id) ?? [];
  const nearest = found.at(0);
  const link = nearest?.link;
  // for a pair with capped moves only: the speed of its source or the cluster without a cap
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
    basis: nearest?.basis ?? 'assumed',
  };
}
