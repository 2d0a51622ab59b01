interface ClockedHost {
  id: string;
  coreMhz: number | null;
  knowsClock: boolean;
  enteredCoreMhz: number | null;
}

/** Where a host's clock comes from: people, its hypervisor as the nominal one, or the highest that was seen. */
export type ClockSource = 'entered' | 'reported' | 'seen';

/** MHz of a core of the host, to show and to plan with: what people entered before what was observed. Null: nobody knows. */
export function nominalClock(host: ClockedHost): { mhz: number; from: ClockSource } | null {
  if (host.enteredCoreMhz !== null) return { mhz: host.enteredCoreMhz, from: 'entered' };
  if (host.coreMhz === null) return null;
  return { mhz: host.coreMhz, from: host.knowsClock ? 'reported' : 'seen' };
}

/**
 * MHz that a core of each host counts for in a snapshot, by host id. Loads are busy cores over cores whatever this says; it
 * decides what a VM would load on another host. One clock that was only seen may be that of an idle host, and would make
 * all of its VMs look small: then a core counts the same everywhere.
 */
export function snapshotClocks(hosts: readonly ClockedHost[]): Map<string, number> {
  const clocks = hosts.flatMap((host) => {
    const clock = nominalClock(host);
    return clock ? [{ id: host.id, ...clock }] : [];
  });
  if (clocks.every((clock) => clock.from !== 'seen'))
    return new Map(clocks.map((clock) => [clock.id, clock.mhz]));
  const known = clocks.filter((clock) => clock.from !== 'seen');
  const common = Math.max(...(known.length > 0 ? known : clocks).map((clock) => clock.mhz));
  return new Map(clocks.map((clock) => [clock.id, common]));
}
