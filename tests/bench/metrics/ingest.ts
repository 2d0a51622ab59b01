import { PackStore } from '../../../lib/db/pack-store.ts';
import { ensurePartitions, listSampleParts } from '../../../lib/db/sample-partitions.ts';
import { insertSamples } from '../../../lib/db/samples.ts';
import type { Context } from '../../../lib/services/context.ts';
import { defaultKeep } from '../../../lib/services/retention/keep-samples.ts';
import { packClosedHours } from '../../../lib/services/retention/pack-closed-hours.ts';
import type { BenchDatabase } from './bench-database.ts';
import { NoisyObject } from './noise.ts';

const INTERVAL_MS = 15_000;
const START = Date.UTC(2026, 9, 3);
/** Two of the sixteen clusters of the reference size: time passes faster instead, so that hours end while it is measured. */
const CLUSTERS = 2;
const HOSTS = 63;
const VMS = 1563;
/** The samples are made beforehand, because that takes as long as to store them, and repeat after so many. */
const RECORDED_STEPS = 80;

export interface Ingest {
  samples: number;
  seconds: number; // until the last closed hour was packed
  insertSeconds: number;
  packedHours: number;
}

const idOf = (kind: number, n: number): string =>
  `00000000-0000-7000-8${kind}00-${String(n).padStart(12, '0')}`;

/**
 * Writes samples of whole clusters, one transaction each, as fast as it can for `seconds`, while another task packs what has
 * ended. The time in which it catches up afterwards counts as well.
 */
export async function measureIngest({ url, db }: BenchDatabase, seconds: number): Promise<Ingest> {
  let now = START;
  const clock = { now: () => new Date(now) };
  const ctx: Context = { db, clock, actor: { kind: 'system', name: 'worker' } };
  const clusters = Array.from({ length: CLUSTERS }, (_, c) => ({
    clusterId: idOf(1, c),
    hosts: objectsOf(2, c * HOSTS, HOSTS),
    vms: objectsOf(3, c * VMS, VMS),
  }));
  const recorded = Array.from({ length: RECORDED_STEPS }, (_, step) => {
    const ms = START + step * INTERVAL_MS;
    return clusters.map(({ clusterId, hosts, vms }) => ({
      hosts: hosts.map(({ id, noise }) => ({ hostId: id, ...noise.hostAt(ms) })),
      vms: vms.map(({ id, noise }) => ({ vmId: id, ...noise.vmAt(ms) })),
      cluster: { clusterId, spread: 0.1, peak: 0.9, overloadedHosts: 0, starvedVms: 0 },
    }));
  });
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  let isWriting = true;
  let packedParts = 0;
  const pack = async () => {
    const store = await PackStore.open(url);
    if (!store) throw new Error('somebody else is packing');
    const stopping = new AbortController().signal;
    const { parts } = await packClosedHours({ ctx, store, input: { keep: defaultKeep }, stopping });
    await store.close();
    packedParts += parts;
    return parts;
  };
  const packing = (async () => {
    while (isWriting) if ((await pack()) === 0) await new Promise((resolve) => setTimeout(resolve, 200));
  })();
  let samples = 0;
  for (let step = 0; elapsed() < seconds; step++) {
    await ensurePartitions(db, clock.now(), clock.now());
    for (const rows of recorded[step % RECORDED_STEPS] ?? []) {
      await db.$transaction((tx) => insertSamples(tx, clock.now(), rows));
      samples += HOSTS + VMS + 1;
    }
    now += INTERVAL_MS;
  }
  const insertSeconds = elapsed();
  isWriting = false;
  await packing;
  await pack(); // what has ended since
  const left = (await listSampleParts(db)).filter(({ kind }) => kind === 'vm');
  if (left.length > 6) throw new Error(`${left.length} hours of VMs are not packed`);
  return { samples, seconds: elapsed(), insertSeconds, packedHours: packedParts / 3 };
}

const objectsOf = (kind: number, first: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: idOf(kind, first + n),
    noise: new NoisyObject(kind * 100_000 + first + n),
  }));
