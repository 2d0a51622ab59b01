import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';
import { type SampleKind, sampleKinds } from './sample-kinds.ts';

/** Samples that are not packed: what to read. `places`: of the measures wanted (`placesOf`). `from` is excluded, `to` included. */
interface OpenRange {
  kind: SampleKind;
  objectIds: string[];
  from: Date;
  to: Date;
  places: readonly number[];
}

/** The samples of an object in one bucket; the lists have the order of `places`. A measure without samples has count 0. */
export interface OpenBucket {
  objectId: string;
  at: Date; // its beginning
  counts: number[];
  means: (number | null)[];
  least: (number | null)[];
  greatest: (number | null)[];
}

/** Samples that are not packed, in buckets of `stepSeconds`, which begin at its multiples since the epoch. */
export async function readOpenBuckets(
  db: Database,
  range: OpenRange & { stepSeconds: number },
): Promise<OpenBucket[]> {
  const { table, id, join } = sampleKinds[range.kind];
  return db.$queryRaw<OpenBucket[]>`
    SELECT ${Prisma.raw(id)}::text AS "objectId", date_bin(make_interval(secs => ${range.stepSeconds}::float8), at, 'epoch') AS at,
      ARRAY[${expressions(range, 'count')}]::int[] AS counts, ARRAY[${expressions(range, 'avg')}]::float8[] AS means,
      ARRAY[${expressions(range, 'min')}]::float8[] AS least, ARRAY[${expressions(range, 'max')}]::float8[] AS greatest
    FROM samples.${Prisma.raw(table)} ${Prisma.raw(join)}
    WHERE ${Prisma.raw(id)} = ANY(${range.objectIds}::uuid[]) AND at > ${range.from} AND at <= ${range.to}
    GROUP BY 1, 2`;
}

function expressions({ kind, places }: OpenRange, aggregate: string) {
  const { columns } = sampleKinds[kind];
  return Prisma.raw(places.map((place) => `${aggregate}(${columns[place]})`).join(', '));
}
