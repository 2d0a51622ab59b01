import type { ForecastBasis } from '../model/migration-settings.ts';
import type { Policy } from '../model/policy.ts';
import type { SnapshotHost, SnapshotLink } from '../model/snapshot.ts';
import { findLink } from '../precopy/find-link.ts';
import { assumed, hostBandwidthMiBps } from './assumptions.ts';

/** The way that memory takes from one host to another, as a migration meets it. */
export interface Route {
  bandwidthMiBps: number; // while the VM runs, alone on its way: the link, or the cap
  pauseMiBps: number; // while it stands still, when no cap holds
  fixedSeconds: number;
  handOverMs: number;
  targetPauseMs: number;
  basis: ForecastBasis;
}

/** What is known besides the two hosts. */
export interface RouteKnowledge {
  links?: readonly SnapshotLink[] | undefined;
  policy?: Pick<Policy, 'targetPauseMs' | 'bandwidthCapMiBps'>;
}

const basisOf = { pair: 'learned', source: 'cluster', cluster: 'cluster' } as const;

/** What finished migrations taught of the way, else of its source or cluster, else what its slower host says. */
export function routeBetween(from: SnapshotHost, to: SnapshotHost, known: RouteKnowledge = {}): Route {
  const { links = [], policy } = known;
  const found = findLink(links, from.id, to.id);
  const nominalMiBps = Math.min(hostBandwidthMiBps(from), hostBandwidthMiBps(to));
  const link = found?.link;
  const linkMiBps = bandwidthOf(links, from, to) ?? Math.max(nominalMiBps, link?.leastMiBps ?? 0);
  const cap = policy?.bandwidthCapMiBps;
  return {
    bandwidthMiBps: cap === undefined ? linkMiBps : Math.min(linkMiBps, cap * (link?.capShare ?? 1)),
    pauseMiBps: Math.max(link?.pauseMiBps ?? 0, linkMiBps),
    fixedSeconds: link?.fixedSeconds ?? assumed.fixedSeconds,
    handOverMs: link?.handOverMs ?? assumed.handOverMs,
    targetPauseMs: policy?.targetPauseMs ?? assumed.downtimeLimitMs,
    basis: found ? basisOf[found.level] : 'assumed',
  };
}

/** Of a pair of which only capped moves are known, what its source or the cluster got without a cap. */
function bandwidthOf(links: readonly SnapshotLink[], from: SnapshotHost, to: SnapshotHost): number | null {
  const free = links.filter((link) => link.bandwidthMiBps !== undefined);
  const found = findLink(free, from.id, to.id)?.link;
  const pair = findLink(links, from.id, to.id)?.link;
  if (found?.bandwidthMiBps === undefined) return null;
  return Math.max(found.bandwidthMiBps, found === pair ? 0 : (pair?.leastMiBps ?? 0));
}
