import { setTimeout as sleep } from 'node:timers/promises';
import { createLibvirtDriver } from '../../../lib/drivers/libvirt/index.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import type { Lab } from '../../lab/create-lab.ts';

/** How Ballast and the hosts connect to hosts. */
export const WAYS = ['socket', 'ssh', 'tls', 'ssh-and-peers'] as const;
export type Way = (typeof WAYS)[number];

const POLL_MS = 50;

/**
 * Seconds from the order of a live move to its reported end. The ways alternate, so that other load on the machine
 * affects all of them.
 */
export async function measureMoves(lab: Lab, rounds: number): Promise<Record<Way, number[]>> {
  const [first = '', second = ''] = lab.hosts;
  const vm = await lab.addGuest({ name: 'guest', host: first });
  const drivers = WAYS.map((way) => [way, openDriver(lab, way)] as const);
  const seconds: Record<Way, number[]> = { socket: [], ssh: [], tls: [], 'ssh-and-peers': [] };
  let ends = { sourceHostId: first, destinationHostId: second };
  try {
    for (let round = 0; round <= rounds; round++) {
      // each round begins with another way, so that each way is measured in both directions
      const turn = round % drivers.length;
      for (const [way, driver] of [...drivers.slice(turn), ...drivers.slice(0, turn)]) {
        const took = await moveOnce(driver, { ...ends, vmUuid: vm.uuid, moveId: `${way}-${round}` });
        if (round > 0) seconds[way].push(took); // the first move opens the connections
        ends = { sourceHostId: ends.destinationHostId, destinationHostId: ends.sourceHostId };
      }
    }
    return seconds;
  } finally {
    await Promise.all(drivers.map(([, driver]) => driver.close()));
  }
}

function openDriver(lab: Lab, way: Way): HypervisorDriver {
  const hosts = lab.hosts.map((host) => ({
    hostId: host,
    name: host,
    uri: { socket: lab.uri, ssh: lab.sshUri, tls: lab.tlsUri, 'ssh-and-peers': lab.sshUri }[way](host),
    peerUri: lab.peerUri(host, way === 'ssh-and-peers' ? 'ssh' : 'tcp'),
    migrationAddress: null,
  }));
  return createLibvirtDriver({ hosts, clock: systemClock });
}

async function moveOnce(
  driver: HypervisorDriver,
  ends: { sourceHostId: string; destinationHostId: string; vmUuid: string; moveId: string },
): Promise<number> {
  const order = {
    ...ends,
    vmName: 'guest',
    kind: 'live' as const,
    bandwidthMiBps: null,
    downtimeLimitMs: 300,
    mayThrottle: false,
    mayPostCopy: false,
  };
  // as before every move in a cluster: both ends have just been read
  await Promise.all([ends.sourceHostId, ends.destinationHostId].map((host) => driver.observeHost(host)));
  const fromMs = performance.now();
  await driver.startMigration(order);
  for (;;) {
    const report = await driver.readMigration(order);
    if (report.phase === 'completed') return (performance.now() - fromMs) / 1000;
    if (report.phase !== 'running') throw new Error(`a move ended as ${JSON.stringify(report)}`);
    await sleep(POLL_MS);
  }
}
