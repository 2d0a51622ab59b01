import type { PackRow, PackStore } from '../../db/pack-store.ts';
import type { Pack } from '../../db/packs.ts';
import type { ObjectSamples } from '../../db/part-store.ts';
import { sampleKinds } from '../../db/sample-kinds.ts';
import type { SamplePart } from '../../db/sample-partitions.ts';
import { foldHour, foldSamples, HOUR_MS } from '../../series/fold-hour.ts';
import { type SampleSeries, sliceSamples } from '../../series/sample-series.ts';

/** How many objects are packed at once, if the partition has one hour: about 120,000 samples. */
const OBJECTS_AT_ONCE = 500;

/**
 * Packs a partition of samples, chunk by chunk, and empties it. What is stored after each chunk is enough to continue after a crash.
 * `keepsHour`: whether the samples of the hour that begins then (ms) are kept as they are; otherwise only their roll-ups are.
 */
export async function packPart({
  store,
  part,
  keepsHour,
  stopping,
}: {
  store: PackStore;
  part: SamplePart;
  keepsHour: (startMs: number) => boolean;
  stopping: AbortSignal;
}): Promise<{ isEmpty: boolean; wasEmpty: boolean }> {
  const { rowCount, packedTo } = await store.beginPart(part);
  if (rowCount === 0) return { isEmpty: true, wasEmpty: true };
  const objectIds = await store.listObjects(part, packedTo);
  const hours = (part.to.getTime() - part.from.getTime()) / HOUR_MS;
  const size = Math.max(1, Math.floor(OBJECTS_AT_ONCE / hours));
  for (let i = 0; i < objectIds.length; i += size) {
    if (stopping.aborted) return { isEmpty: false, wasEmpty: false };
    await packChunk({ store, part, keepsHour }, objectIds.slice(i, i + size));
  }
  return { isEmpty: await store.finishPart(part, rowCount), wasEmpty: false };
}

async function packChunk(
  { store, part, keepsHour }: Omit<Parameters<typeof packPart>[0], 'stopping'>,
  objectIds: readonly string[],
): Promise<void> {
  const [first, last] = [objectIds[0], objectIds.at(-1)];
  if (first === undefined || last === undefined) return;
  const { resolutions } = sampleKinds[part.kind];
  const [fromMs, toMs] = [part.from.getTime(), part.to.getTime()];
  const samples = await store.readObjects(part, first, last);
  const known = {
    hours: byKey(await store.readPacks('hour', objectIds, fromMs, toMs)),
    openDays: byKey(await store.readPacks('openDay', objectIds, fromMs, toMs)),
  };
  const packs = { hour: [] as PackRow[], openDay: [] as PackRow[] };
  for (const object of samples) {
    const { objectId } = object;
    for (const { startMs, samples: found } of hoursOf(object, part)) {
      const key = keyOf(objectId, startMs);
      const options = { startMs, resolutions };
      let ofHour = found;
      if (keepsHour(startMs)) {
        const hour = foldSamples(known.hours.get(key) ?? null, found, options);
        packs.hour.push({ objectId, atMs: startMs, series: hour.pack });
        ofHour = hour.samples;
      }
      const series = foldHour(known.openDays.get(key) ?? null, ofHour, options);
      packs.openDay.push({ objectId, atMs: startMs, series });
    }
  }
  await store.writeChunk({ part, packedTo: last }, packs);
}

function hoursOf(object: ObjectSamples, part: SamplePart): { startMs: number; samples: SampleSeries }[] {
  const hours: { startMs: number; samples: SampleSeries }[] = [];
  for (let startMs = part.from.getTime(); startMs < part.to.getTime(); startMs += HOUR_MS) {
    const samples = sliceSamples(object, startMs, startMs + HOUR_MS);
    if (samples.at.length > 0) hours.push({ startMs, samples });
  }
  return hours;
}

const keyOf = (objectId: string, atMs: number): string => `${objectId} ${atMs}`;
const byKey = (packs: readonly Pack[]): Map<string, Uint8Array> =>
  new Map(packs.map(({ objectId, at, series }) => [keyOf(objectId, at.getTime()), series]));
