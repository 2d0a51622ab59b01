/**
 * The topic of a change. The database announces each change with its cluster (prisma/migrations, channel `ballast`),
 * and a page subscribes to the topics that it shows. Data that changes every second has its own topics: `sample`,
 * `planning` and `progress`.
 */
export const topics = [
  'cluster', // one was added or removed
  'host', // added, removed; its mode, connection, alarms, overload, addresses
  'vm', // found, gone; its host and state
  'sample', // measured figures of hosts and VMs
  'policy', // what people set for a cluster or a host, and its rules
  'suggestion', // made or decided
  'planning', // a suggestion was found right again, or why there is none
  'job', // ordered, begun, paused, cancelled, ended
  'move', // its state
  'progress', // of moves in flight
  'refusal', // remembered or forgotten
  'readiness', // a check of it was asked for or made, or a test migration went on
  'user',
  'audit',
] as const;
export type Topic = (typeof topics)[number];

/** The topics of a cluster: what its pages show. */
export const clusterTopics = topics.filter((topic) => topic !== 'user' && topic !== 'audit');
