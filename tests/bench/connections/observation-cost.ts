import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVirsh, type Virsh } from '../../../lib/drivers/libvirt/client.ts';
import { parseHost } from '../../../lib/drivers/libvirt/config.ts';
import { createHostObserver, type HostObserver } from '../../../lib/drivers/libvirt/observe.ts';
import { DriverError } from '../../../lib/model/errors.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import type { Lab } from '../../lab/create-lab.ts';
import { cpuSeconds } from './cpu-time.ts';

export interface ObservationCost {
  /** CPU time of Ballast with its virsh and ssh, while hosts are read at a fixed interval. */
  cores: number;
  /** The time of each host from the request to the response, in milliseconds. */
  medianMs: number;
  /** Readings without a response in time. */
  unanswered: number;
}

const INTERVAL_MS = 15_000;

/** Every request over a new connection, as if virsh were started for it. */
const fresh = (): Virsh => {
  const virsh = createVirsh();
  return {
    ...virsh,
    run: async (...question) => {
      const one = createVirsh();
      try {
        return await one.run(...question);
      } finally {
        one.close();
      }
    },
  };
};

/** Addresses that are all different, so that each has its own connections. They lead to the few hosts of the lab. */
export function addressesOf(lab: Lab, count: number) {
  const key = join(lab.runDir, 'keys/ballast');
  return Array.from({ length: count }, (_, n) => {
    const keyfile = `${key}-${n}`;
    copyFileSync(key, keyfile);
    const uri = lab.sshUri(lab.hosts[n % lab.hosts.length] ?? '', { keyfile });
    return parseHost({ hostId: `h${n}`, name: `h${n}`, uri, peerUri: null, migrationAddress: null });
  });
}

/**
 * Measures the cost of reading all hosts every 15 s, over permanent connections or new ones. The first reading is
 * not counted.
 */
export async function measureObservations(
  hosts: ReturnType<typeof addressesOf>,
  how: 'kept' | 'anew',
  rounds: number,
): Promise<ObservationCost> {
  const virsh = how === 'kept' ? createVirsh() : fresh();
  const clocks = { clock: systemClock, elapsedMs: () => performance.now() };
  const observers = hosts.map((host) => createHostObserver(virsh, host, clocks, []));
  const times: number[] = [];
  let unanswered = 0;
  const reading = async (observer: HostObserver) => {
    const fromMs = performance.now();
    try {
      await observer.observe();
      times.push(performance.now() - fromMs);
    } catch (error) {
      if (!(error instanceof DriverError) || error.code !== 'host-unreachable') throw error;
      unanswered += 1;
    }
  };
  const observeAll = () => Promise.all(observers.map(reading));
  await observeAll();
  times.length = 0;
  unanswered = 0;
  const fromMs = performance.now();
  const before = cpuSeconds();
  for (let round = 0; round < rounds; round++) {
    await observeAll();
    await sleep(Math.max(0, fromMs + (round + 1) * INTERVAL_MS - performance.now()));
  }
  const seconds = (performance.now() - fromMs) / 1000;
  const cores = (cpuSeconds() - before) / seconds;
  virsh.close();
  times.sort((a, b) => a - b);
  return { cores, medianMs: times[Math.floor(times.length / 2)] ?? 0, unanswered };
}
