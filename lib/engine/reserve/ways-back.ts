import type { WantedPlace } from '../../model/intent.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotHost } from '../../model/snapshot.ts';
import { judgeReserve } from './judge-reserve.ts';
import { movesBack } from './moves-back.ts';

/** What would bring a reserve back, each proved by the same search that found it lost. Null: nothing was found. */
export interface WaysBack {
  readonly moves: readonly WantedPlace[] | null; // in order
  /** So many more empty hosts of the size of this one. */
  readonly hosts: { like: string; count: number } | null;
}

/** More hosts than this are no plan of a day. */
const MAX_HOSTS = 4;

/** For a cluster that is over-committed. */
export const waysBack = (snapshot: Snapshot, policy: Policy): WaysBack => ({
  moves: movesBack(snapshot, policy),
  hosts: hostsBack(snapshot, policy),
});

/** Empty hosts like the largest one that is online: they take part in networks and storages as it does. */
function hostsBack(snapshot: Snapshot, policy: Policy): WaysBack['hosts'] {
  const [largest] = snapshot.hosts
    .filter(({ state }) => state === 'online')
    .toSorted((a, b) => b.memoryMiB - a.memoryMiB || (a.id < b.id ? -1 : 1));
  if (!largest) return null;
  for (let count = 1; count <= MAX_HOSTS; count++) {
    const added = Array.from(
      { length: count },
      (_, i): SnapshotHost => ({
        ...largest,
        id: `\u0000new-host-${i}`, // no host of a snapshot has such an id
      }),
    );
    const grown = { ...snapshot, hosts: [...snapshot.hosts, ...added] };
    if (judgeReserve(grown, policy).lost.length === 0) return { like: largest.id, count };
  }
  return null;
}
