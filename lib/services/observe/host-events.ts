import type { Event } from '../../model/event.ts';
import type { Connection } from '../../model/host.ts';

interface Seen {
  id: string;
  clusterId: string;
  name: string;
  connection: Connection;
  lastSampleAt: Date | null;
  overloadedSince: Date | null;
}

/**
 * The changes that an observation has found about hosts: a host no longer answers, answers again, or has exceeded a
 * threshold.
 */
export function hostEvents(before: readonly Seen[], now: readonly Seen[]): Event[] {
  const earlier = new Map(before.map((host) => [host.id, host]));
  return now.flatMap((host) => {
    const was = earlier.get(host.id);
    if (!was) return [];
    const codes: Extract<Event, { topic: 'host' }>['code'][] = [];
    if (was.connection === 'up' && host.connection !== 'up') codes.push('silent');
    // a new host that answers for the first time has not returned
    if (was.connection !== 'up' && host.connection === 'up' && was.lastSampleAt) codes.push('back');
    if (!was.overloadedSince && host.overloadedSince) codes.push('overloaded');
    const { id, clusterId, name } = host;
    return codes.map((code) => ({
      topic: 'host' as const,
      code,
      clusterId,
      subject: { hostId: id },
      facts: { host: name },
    }));
  });
}
