import type { Placement } from '../cluster/placement.ts';

/** The units of each host that may move on to make room for others, the largest first. Made once, before any moves. */
export class MovableUnits {
  private readonly byHost: number[][];
  private readonly isSorted: Uint8Array;

  constructor(
    private readonly placement: Placement,
    readonly mayMoveOn: Uint8Array, // a unit each
  ) {
    const { units, hosts } = placement.cluster;
    this.byHost = hosts.map(() => []);
    this.isSorted = new Uint8Array(hosts.length);
    for (const [unit, { home }] of units.entries()) {
      if (mayMoveOn[unit] && placement.unitHeldMiB[unit] > 0) this.byHost[home].push(unit);
    }
  }

  of(host: number): readonly number[] {
    const units = this.byHost[host];
    if (!this.isSorted[host]) {
      const held = this.placement.unitHeldMiB;
      units.sort((a, b) => held[b] - held[a] || a - b);
      this.isSorted[host] = 1;
    }
    return units;
  }
}
