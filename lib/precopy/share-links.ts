import { present } from '../model/present.ts';

/** The stream of a migration: out of one host, into another, with an optional cap. */
export interface Flow {
  from: number;
  to: number;
  capMiBps: number | null;
}

/** One direction of a host's link: what it has left, and how many streams that still grow use it. */
interface Link {
  leftMiBps: number;
  users: number;
}

/**
 * Fair shares of full-duplex links (max-min): all streams grow together, and those whose link or cap is full stop.
 * Capacities are MiB/s by host, the same in both directions. Returns MiB/s by flow.
 */
export function shareLinks(flows: readonly Flow[], capacityMiBps: readonly number[]): number[] {
  const links = new Map<string, Link>();
  const linkOf = (direction: 'out' | 'in', host: number): Link => {
    const key = `${direction} ${host}`;
    const link = links.get(key) ?? {
      leftMiBps: present(capacityMiBps[host], 'the link of a host'),
      users: 0,
    };
    links.set(key, link);
    return link;
  };
  const streams = flows.map(({ from, to, capMiBps }) => ({
    links: [linkOf('out', from), linkOf('in', to)],
    capMiBps: capMiBps ?? Number.POSITIVE_INFINITY,
    rateMiBps: 0,
  }));
  let growing = streams;
  while (growing.length > 0) {
    for (const link of links.values()) link.users = 0;
    for (const stream of growing) for (const link of stream.links) link.users++;
    const used = [...links.values()].filter(({ users }) => users > 0);
    const step = Math.min(
      ...used.map(({ leftMiBps, users }) => leftMiBps / users),
      ...growing.map(({ capMiBps, rateMiBps }) => capMiBps - rateMiBps),
    );
    for (const stream of growing) stream.rateMiBps += step;
    for (const link of used) link.leftMiBps -= step * link.users;
    growing = growing.filter((stream) => {
      const isCapped = stream.rateMiBps >= stream.capMiBps - 1e-9;
      return !isCapped && stream.links.every(({ leftMiBps }) => leftMiBps > 1e-9);
    });
  }
  return streams.map(({ rateMiBps }) => rateMiBps);
}
