import type { Facts } from '../model/errors.ts';

/** Between which hosts a move goes. */
export interface Ends {
  fromHostId: string;
  toHostId: string;
}

/** How many moves there may be at the same time; null: no limit. */
export interface SlotLimits {
  movesPerHost: number; // in and out together
  movesPerCluster: number | null;
  movesPerNetwork: number | null; // over each migration network with a name
}

/** A host, with the name of its migration network; null: it has none, and shares no limit. */
export interface SlotHost {
  id: string;
  name?: string; // for facts; left out: its id
  migrationNetwork: string | null;
}

/** Which limit leaves no place. */
export type FullCode = 'host-limit' | 'cluster-limit' | 'network-limit';

/** Something that a limited number of moves may use at the same time. */
export interface Slot {
  readonly limit: number;
  busy: number;
  /** The reason if it is full. Facts: limit; host or network. */
  readonly full: { readonly code: FullCode; readonly facts: Facts };
}

/**
 * The slots for simultaneous moves, over all runs of a cluster: of each host (in and out together), of the cluster,
 * and of each named migration network. Each slot that becomes free can be used at once.
 */
export class MoveSlots {
  readonly cluster: Slot;
  private readonly ofHosts = new Map<string, Slot>();
  private readonly ofNetworks = new Map<string, Slot>();
  private readonly hosts: ReadonlyMap<string, SlotHost>;

  constructor(
    private readonly limits: SlotLimits,
    hosts: readonly SlotHost[],
    active: readonly Ends[] = [],
  ) {
    this.hosts = new Map(hosts.map((host) => [host.id, host]));
    this.cluster = newSlot('cluster-limit', limits.movesPerCluster, {});
    for (const move of active) occupy(this.of(move));
  }

  /**
   * All limits that a move counts for, each once: of its source first, of its destination, of the cluster, of its
   * networks.
   */
  of({ fromHostId, toHostId }: Ends): Slot[] {
    const ends = [...new Set([fromHostId, toHostId])];
    const names = new Set(ends.flatMap((id) => this.hosts.get(id)?.migrationNetwork ?? []));
    const { movesPerHost, movesPerNetwork } = this.limits;
    return [
      ...ends.map((id) =>
        getOrMake(this.ofHosts, id, () =>
          newSlot('host-limit', movesPerHost, { host: this.hosts.get(id)?.name ?? id }),
        ),
      ),
      this.cluster,
      ...[...names].map((network) =>
        getOrMake(this.ofNetworks, network, () => newSlot('network-limit', movesPerNetwork, { network })),
      ),
    ];
  }

  /** The first limit without a free slot for the move; null: all have one. */
  whyFull(move: Ends): Slot['full'] | null {
    return fullOf(this.of(move))?.full ?? null;
  }
}

/** A move takes these places. */
export function occupy(slots: readonly Slot[]): void {
  for (const slot of slots) slot.busy++;
}

/** A move leaves these slots: the next may take them. */
export function release(slots: readonly Slot[]): void {
  for (const slot of slots) slot.busy--;
}

/** The first of these that is full; null: none is. */
export function fullOf(slots: readonly Slot[]): Slot | null {
  for (const slot of slots) if (slot.busy >= slot.limit) return slot;
  return null;
}

function newSlot(code: FullCode, limit: number | null, facts: Facts): Slot {
  return limit === null
    ? { limit: Number.POSITIVE_INFINITY, busy: 0, full: { code, facts } }
    : { limit, busy: 0, full: { code, facts: { ...facts, limit } } };
}

/** The value of the map for this key, created if it has none. */
export function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
