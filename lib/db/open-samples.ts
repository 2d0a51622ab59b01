import { doublesOf, hexOf, timesOf } from './binary-columns.ts';
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

/** The samples of an object in buckets, in no order: their beginnings (ms), and the figures of each measure, in the order of `places`. */
export interface OpenBuckets {
  objectId: string;
  at: Float64Array;
  measures: Record<(typeof figures)[number], Float64Array>[]; // without samples count is 0, and the others are NaN
}

const figures = ['count', 'avg', 'min', 'max'] as const;

/** Samples that are not packed, in buckets of `stepSeconds`, which begin at its multiples since the epoch, by object. */
export async function readOpenBuckets(
  db: Database,
  { kind, objectIds, from, to, places, stepSeconds }: OpenRange & { stepSeconds: number },
): Promise<OpenBuckets[]> {
  const { table, id, join, columns } = sampleKinds[kind];
  const named = places.flatMap((place, i) =>
    figures.map((figure) => ({ name: `${figure}${i}`, value: `${figure}(${columns[place]})` })),
  );
  const inBuckets = named.map(({ name, value }) => `${value}::float8 AS ${name}`).join(', ');
  const inBinary = named.map(
    ({ name }) => `${hexOf(`string_agg(float8send(COALESCE(${name}, 'NaN')), NULL)`)} AS ${name}`,
  );
  const rows = await db.$queryRaw<Record<string, string>[]>`
    SELECT object::text AS object, ${Prisma.raw(hexOf('string_agg(timestamptz_send(bucket), NULL)'))} AS at,
      ${Prisma.raw(inBinary.join(', '))}
    FROM (
      SELECT ${Prisma.raw(id)} AS object, date_bin(make_interval(secs => ${stepSeconds}::float8), at, 'epoch') AS bucket,
        ${Prisma.raw(inBuckets)}
      FROM samples.${Prisma.raw(table)} ${Prisma.raw(join)}
      WHERE ${Prisma.raw(id)} = ANY(${objectIds}::uuid[]) AND at > ${from} AND at <= ${to}
      GROUP BY 1, 2) AS buckets
    GROUP BY 1`;
  const read = (row: Record<string, string>, i: number) => ({
    count: doublesOf(row[`count${i}`] ?? ''),
    avg: doublesOf(row[`avg${i}`] ?? ''),
    min: doublesOf(row[`min${i}`] ?? ''),
    max: doublesOf(row[`max${i}`] ?? ''),
  });
  return rows.map((row) => ({
    objectId: row.object ?? '',
    at: timesOf(row.at ?? ''),
    measures: places.map((_, i) => read(row, i)),
  }));
}
