import type { Facts } from '../../model/errors.ts';
import type { Policy } from '../../model/policy.ts';

/** Between which hosts a move goes. */
export interface Ends {
  fromHostId: string;
  toHostId: string;
}

export type FullCode = 'host-limit' | 'cluster-limit' | 'network-limit';

interface SlotHost {
  id: string;
  name: string;
  migrationNetwork: string | null;
}

type Limits = Pick<Policy, 'movesPerHost' | 'movesPerCluster' | 'movesPerNetwork'>;

/**
 * The places for moves at the same time, over all runs of a cluster: of each host (in and out together), of the cluster,
 * and of each migration network that has a name. They refill one by one.
 */
export class Slots {
  private readonly hosts: ReadonlyMap<string, SlotHost>;
  private readonly busyAt = new Map<string, number>();
  private readonly busyOn = new Map<string, number>();
  private busy = 0;

  constructor(
    private readonly limits: Limits,
    hosts: readonly SlotHost[],
    active: readonly Ends[],
  ) {
    this.hosts = new Map(hosts.map((host) => [host.id, host]));
    for (const move of active) this.occupy(move);
  }

  occupy(move: Ends): void {
    this.busy++;
    for (const hostId of [move.fromHostId, move.toHostId])
      this.busyAt.set(hostId, (this.busyAt.get(hostId) ?? 0) + 1);
    for (const network of this.networksOf(move))
      this.busyOn.set(network, (this.busyOn.get(network) ?? 0) + 1);
  }

  /** The first limit that leaves no place for the move now; null: there is one. Facts: host, network; limit. */
  whyFull(move: Ends): { code: FullCode; facts: Facts } | null {
    const { movesPerHost, movesPerCluster, movesPerNetwork } = this.limits;
    for (const hostId of [move.fromHostId, move.toHostId]) {
      if ((this.busyAt.get(hostId) ?? 0) < movesPerHost) continue;
      const host = this.hosts.get(hostId)?.name ?? hostId;
      return { code: 'host-limit', facts: { host, limit: movesPerHost } };
    }
    if (movesPerCluster !== null && this.busy >= movesPerCluster)
      return { code: 'cluster-limit', facts: { limit: movesPerCluster } };
    if (movesPerNetwork === null) return null;
    const network = this.networksOf(move).find((name) => (this.busyOn.get(name) ?? 0) >= movesPerNetwork);
    return network === undefined
      ? null
      : { code: 'network-limit', facts: { network, limit: movesPerNetwork } };
  }

  private networksOf({ fromHostId, toHostId }: Ends): string[] {
    const names = [fromHostId, toHostId].flatMap((id) => this.hosts.get(id)?.migrationNetwork ?? []);
    return [...new Set(names)];
  }
}
