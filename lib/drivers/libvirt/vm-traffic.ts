import type { FurtherVmMeasures } from '../../model/ports.ts';
import type { Rates } from './rates.ts';
import type { DomainStats } from './wire.ts';

type Values = DomainStats['values'];

const KIB_IN_MIB = 1024;
const BYTES_IN_MIB = 2 ** 20;
const NS_IN_MS = 1e6;
const MS_IN_SECOND = 1000;
const MIN_STEP_MS = 1000;

/** What the counters of a running VM show besides its CPU time; null: not reported, or not known yet. */
export function vmTraffic(uuid: string, values: Values, atMs: number, rates: Rates): FurtherVmMeasures {
  const perMs = (name: string, counter: number | null) =>
    counter === null ? null : rates.read(`${uuid} ${name}`, atMs, counter, MIN_STEP_MS);
  const mibps = (name: string, bytes: number | null) => {
    const rate = perMs(name, bytes);
    return rate === null ? null : (rate * MS_IN_SECOND) / BYTES_IN_MIB;
  };
  const waitingNs = perMs(
    'ready',
    sumOf(values, 'vcpu.maximum', (n) => `vcpu.${n}.delay`),
  );
  const ofDisks = (key: string) => sumOf(values, 'block.count', (n) => `block.${n}.${key}`);
  const ofNetworks = (key: string) => sumOf(values, 'net.count', (n) => `net.${n}.${key}`);
  return {
    readyCores: waitingNs === null ? null : waitingNs / NS_IN_MS,
    balloonMiB: balloonMiB(values),
    swapMiBps: mibps('swap', swappedBytes(values)),
    diskReadMiBps: mibps('disk-read', ofDisks('rd.bytes')),
    diskWriteMiBps: mibps('disk-write', ofDisks('wr.bytes')),
    networkInMiBps: mibps('network-in', ofNetworks('rx.bytes')),
    networkOutMiBps: mibps('network-out', ofNetworks('tx.bytes')),
  };
}

/** The same of a VM that does not run: it has no rates, and its balloon is as it was. */
export const idleTraffic = (values: Values, isStopped: boolean): FurtherVmMeasures => ({
  readyCores: null,
  balloonMiB: isStopped ? null : balloonMiB(values),
  swapMiBps: null,
  diskReadMiBps: null,
  diskWriteMiBps: null,
  networkInMiBps: null,
  networkOutMiBps: null,
});

function balloonMiB(values: Values): number | null {
  const current = values.get('balloon.current');
  return current === undefined ? null : current / KIB_IN_MIB;
}

/** Guests count what they swap, in and out, in KiB. */
function swappedBytes(values: Values): number | null {
  const [inKiB, outKiB] = [values.get('balloon.swap_in'), values.get('balloon.swap_out')];
  return inKiB === undefined || outKiB === undefined ? null : (inKiB + outKiB) * KIB_IN_MIB;
}

/** The sum of one counter over all devices or vCPUs; null if there are some and none has it. An empty drive counts nothing. */
function sumOf(values: Values, countKey: string, keyOf: (n: number) => string): number | null {
  const count = values.get(countKey);
  if (count === undefined) return null;
  const found = Array.from({ length: count }, (_, n) => values.get(keyOf(n))).filter(
    (value) => value !== undefined,
  );
  return count > 0 && found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0);
}
