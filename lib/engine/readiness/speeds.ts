import type { ReadinessFinding } from '../../model/readiness.ts';
import { Links, type Route, routeBetween } from '../cluster/route.ts';
import { minBandwidthFor, predictMove } from '../forecast/predict-move.ts';
import { finding, grouped, hostNames, listed, type MeasuredLink, type ReadinessInput } from './finding.ts';

/** Mbit/s that Microsoft, VMware and QEMU's users take for the least, and for good. */
const MINIMUM_MBPS = 1000;
const ADVISED_MBPS = 2000;
/** What a link of that speed carries at least, without headers and acknowledgements. */
const CARRIED = 0.9;
const MBPS_PER_MIBPS = (8 * 2 ** 20) / 1e6;

const toMbps = (mibps: number): number => Math.round(mibps * MBPS_PER_MIBPS);

/** The speed of memory between hosts as migrations measured it, its ports, its network, and what that means for the largest VM. */
export const findSpeeds = (input: ReadinessInput): ReadinessFinding[] => [
  ...findPorts(input),
  ...findSharedNetworks(input),
  ...findBandwidths(input),
  ...findLargest(input),
];

function pairsOf({ hosts, inspection, links }: ReadinessInput) {
  const answering = new Set(inspection.hosts.map(({ hostId }) => hostId));
  const known = new Map(links.map((link) => [`${link.fromHostId} ${link.toHostId}`, link]));
  const usable = hosts.filter(({ id }) => answering.has(id));
  return usable.flatMap((from) =>
    usable
      .filter((to) => to !== from)
      .map((to) => ({ from, to, link: known.get(`${from.id} ${to.id}`) ?? null })),
  );
}

type Pair = ReturnType<typeof pairsOf>[number];
const nameOf = ({ from, to }: Pair): string => `${from.name} → ${to.name}`;

function findPorts(input: ReadinessInput): ReadinessFinding[] {
  const pairs = pairsOf(input);
  const isClosed = ({ link }: Pair) => link !== null && link.failedAt !== null;
  const untested = pairs.filter((pair) => !isClosed(pair) && pair.link?.hasCopied !== true);
  return [
    ...grouped(pairs.filter(isClosed), ({ from }) => from.id).map((group) =>
      finding('memory-port-closed', 'stops', {
        source: group[0]?.from.name ?? '-',
        destination: listed(group.map(({ to }) => to.name)),
        when: group[0]?.link?.failedAt ?? '-',
      }),
    ),
    ...(untested.length > 0
      ? [
          finding('memory-port-untested', 'note', {
            pairs: listed(untested.map(nameOf)),
            count: untested.length,
          }),
        ]
      : []),
  ];
}

function findSharedNetworks({ hosts }: ReadinessInput): ReadinessFinding[] {
  const sharing = hosts.filter(({ sharesNetwork }) => sharesNetwork);
  if (sharing.length === 0 || hosts.length < 2) return [];
  const names = listed(sharing.map(({ name }) => name));
  return [finding('migration-network-shared', 'risk', { hosts: names, count: sharing.length })];
}

function findBandwidths(input: ReadinessInput): ReadinessFinding[] {
  const pairs = pairsOf(input);
  const measured = pairs.flatMap((pair) => {
    const mibps = pair.link?.bandwidthMiBps ?? null;
    return mibps === null ? [] : [{ ...pair, mbps: toMbps(mibps) }];
  });
  const unknown = pairs.filter(({ link }) => link === null || link.bandwidthMiBps === null);
  const low = measured.filter(({ mbps }) => mbps < MINIMUM_MBPS * CARRIED);
  const good = measured.filter(({ mbps }) => mbps >= ADVISED_MBPS * CARRIED);
  const medium = measured.filter((pair) => !low.includes(pair) && !good.includes(pair));
  const slowest = (some: typeof measured) => Math.min(...some.map(({ mbps }) => mbps));
  const bySource = (some: typeof measured) =>
    grouped(some, ({ from }) => from.id).map((group) => ({
      source: group[0]?.from.name ?? '-',
      destination: listed(group.map(({ to }) => to.name)),
      mbps: slowest(group),
    }));
  return [
    ...bySource(low).map((facts) => finding('speed-low', 'risk', facts)),
    ...bySource(medium).map((facts) => finding('speed-minimum', 'note', facts)),
    ...(good.length > 0
      ? [finding('speed-good', 'note', { mbps: slowest(good), pairs: listed(good.map(nameOf)) })]
      : []),
    ...(unknown.length > 0
      ? [
          finding('speed-not-measured', 'note', {
            pairs: listed(unknown.map(nameOf)),
            count: unknown.length,
          }),
        ]
      : []),
  ];
}

/** How long the largest running VM would take over the slowest connection from its host, and whether it would end. */
function findLargest({ snapshot, policy, links, hosts }: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(hosts);
  const running = snapshot.vms.filter(({ state }) => state === 'running');
  const largest = running.toSorted((a, b) => b.memoryMiB - a.memoryMiB || (a.id < b.id ? -1 : 1))[0];
  const from = snapshot.hosts.find(({ id }) => id === largest?.hostId);
  if (largest === undefined || from === undefined) return [];
  const known = { links: new Links(snapshot.links), policy };
  const routes = snapshot.hosts
    .filter((host) => host !== from)
    .map((to) => ({ to, route: withMeasured(routeBetween(from, to, known), from.id, to.id, links) }));
  const worst = routes.toSorted((a, b) => a.route.bandwidthMiBps - b.route.bandwidthMiBps)[0];
  if (worst === undefined) return [];
  const { to, route } = worst;
  const { seconds, converges } = predictMove(largest, 'live', route);
  const facts = {
    vm: largest.name ?? largest.id,
    memoryMiB: largest.memoryMiB,
    source: name(from.id),
    destination: name(to.id),
    mbps: toMbps(route.bandwidthMiBps),
    basis: route.basis,
  };
  return converges
    ? [finding('largest-vm', 'note', { ...facts, seconds: Math.round(seconds) })]
    : [
        finding('largest-vm-endless', 'risk', {
          ...facts,
          neededMbps: toMbps(minBandwidthFor(largest, policy.targetPauseMs)),
        }),
      ];
}

/** Even one measured copy is better than the nominal speed, as long as too few were seen to learn from. */
function withMeasured(route: Route, from: string, to: string, links: readonly MeasuredLink[]): Route {
  const link = links.find(({ fromHostId, toHostId }) => fromHostId === from && toHostId === to);
  const measured = link?.bandwidthMiBps ?? null;
  if (route.basis === 'learned' || measured === null) return route;
  return { ...route, bandwidthMiBps: measured, pauseMiBps: measured, basis: 'learned' };
}
