interface ClockedHost {
  id: string;
  coreMhz: number | null;
  knowsClock: boolean;
  enteredCoreMhz: number | null;
}

/**
 * The origin of a host's clock: entered by people, reported by its hypervisor as nominal, or the highest observed.
 */
export type ClockSource = 'entered' | 'reported' | 'seen';

/**
 * MHz of a core of the host, to display and to plan with: an entered value overrides an observed one. Null: unknown.
 */
export function nominalClock(host: ClockedHost): { mhz: number; from: ClockSource } | null {
  if (host.enteredCoreMhz !== null) return { mhz: host.enteredCoreMhz, from: 'entered' };
  if (host.coreMhz === null) return null;
  return { mhz: host.coreMhz, from: host.knowsClock ? 'reported' : 'seen' };
}

/**
 * MHz of a core of each host in a snapshot, by host id. Loads are busy cores over cores, whatever this value; it only
 * affects the load of a VM on another host. A clock that was only observed may be that of an idle host, which would
 * make all of its VMs look small. If there is one, a core counts the same everywhere.
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
