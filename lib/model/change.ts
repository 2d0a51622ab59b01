import { type Topic, topics } from './topic.ts';

/** Something of a topic has changed: of one cluster, or, where there is none to name, at large (`null`). */
export interface Change {
  topic: Topic;
  clusterId: string | null;
}

/** Which changes somebody wants to hear of: by topic, those of all clusters or of these. */
export type Subscription = Readonly<Partial<Record<Topic, 'all' | readonly string[]>>>;

/** The topics given, of all clusters or of these. */
export function subscribeTo(wanted: readonly Topic[], clusters: 'all' | readonly string[]): Subscription {
  return Object.fromEntries(wanted.map((topic) => [topic, clusters]));
}

/** What any of them wants to hear. */
export function joinSubscriptions(parts: readonly Subscription[]): Subscription {
  const joined: Partial<Record<Topic, 'all' | readonly string[]>> = {};
  for (const topic of topics) {
    const wanted = parts.flatMap((part) => part[topic] ?? []);
    if (wanted.length === 0) continue;
    joined[topic] = wanted.includes('all') ? 'all' : [...new Set(wanted)].sort();
  }
  return joined;
}

/** Whether a change is one of those wanted. */
export function isWanted(subscription: Subscription, { topic, clusterId }: Change): boolean {
  const wanted = subscription[topic];
  if (wanted === undefined || wanted === 'all' || clusterId === null) return wanted !== undefined;
  return wanted.includes(clusterId);
}

/** As it stands in the address of the stream of changes: `host=all&sample=<id>,<id>`. Equal ones give equal text. */
export function toQuery(subscription: Subscription): string {
  return topics
    .flatMap((topic) => {
      const wanted = subscription[topic];
      return wanted === undefined ? [] : `${topic}=${wanted === 'all' ? wanted : wanted.join(',')}`;
    })
    .join('&');
}

/** The reverse of `toQuery`. What is no topic is passed over; a cluster that is not there has no changes. */
export function parseQuery(query: URLSearchParams): Subscription {
  return Object.fromEntries(
    topics.flatMap((topic) => {
      const wanted = query.get(topic);
      return wanted === null ? [] : [[topic, wanted === 'all' ? wanted : wanted.split(',')]];
    }),
  );
}

/** The payload of a notification of the database, `<topic> <cluster id>`; null: of another version of Ballast. */
export function parseAnnouncement(payload: string): Change | null {
  const [name, clusterId = null] = payload.split(' ');
  const topic = topics.find((each) => each === name);
  return topic ? { topic, clusterId } : null;
}
