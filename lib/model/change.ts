import { type Topic, topics } from './topic.ts';

/** A change of a topic: in one cluster, or in no particular one (`null`). */
export interface Change {
  topic: Topic;
  clusterId: string | null;
}

/** A subscription to changes: by topic, for all clusters or for these. */
export type Subscription = Readonly<Partial<Record<Topic, 'all' | readonly string[]>>>;

/** The topics given, for all clusters or for these. */
export function subscribeTo(wanted: readonly Topic[], clusters: 'all' | readonly string[]): Subscription {
  return Object.fromEntries(wanted.map((topic) => [topic, clusters]));
}

/** The union of these subscriptions. */
export function joinSubscriptions(parts: readonly Subscription[]): Subscription {
  const joined: Partial<Record<Topic, 'all' | readonly string[]>> = {};
  for (const topic of topics) {
    const wanted = parts.flatMap((part) => part[topic] ?? []);
    if (wanted.length === 0) continue;
    joined[topic] = wanted.includes('all') ? 'all' : [...new Set(wanted)].sort();
  }
  return joined;
}

/** Whether a subscription includes a change. */
export function isWanted(subscription: Subscription, { topic, clusterId }: Change): boolean {
  const wanted = subscription[topic];
  if (wanted === undefined || wanted === 'all' || clusterId === null) return wanted !== undefined;
  return wanted.includes(clusterId);
}

/**
 * The form used in the URL of the stream of changes: `host=all&sample=<id>,<id>`. Equal subscriptions give equal
 * text.
 */
export function toQuery(subscription: Subscription): string {
  return topics
    .flatMap((topic) => {
      const wanted = subscription[topic];
      return wanted === undefined ? [] : `${topic}=${wanted === 'all' ? wanted : wanted.join(',')}`;
    })
    .join('&');
}

/** The reverse of `toQuery`. Unknown topics are skipped; an unknown cluster has no changes. */
export function parseQuery(query: URLSearchParams): Subscription {
  return Object.fromEntries(
    topics.flatMap((topic) => {
      const wanted = query.get(topic);
      return wanted === null ? [] : [[topic, wanted === 'all' ? wanted : wanted.split(',')]];
    }),
  );
}

/** Parses a database notification, `<topic> <cluster id>`; null: it is of another version of Ballast. */
export function parseAnnouncement(payload: string): Change | null {
  const [name, clusterId = null] = payload.split(' ');
  const topic = topics.find((each) => each === name);
  return topic ? { topic, clusterId } : null;
}
