import { Prisma } from './generated/client.ts';
import { type JsonColumn, type JsonTables, type JsonValueOf, jsonColumns } from './json-columns.ts';
import { StoredValueError, unreadable } from './stored-value-error.ts';

/** Told once of each value that could not be read and was taken for something else. */
export type Report = (error: StoredValueError) => void;

/** So many values that cannot be read are remembered as told; after that they are told again. */
const MOST_TOLD = 1000;

/** Parses one value of a column. One that does not parse is reported, or throws a StoredValueError once it is looked into. */
export function parseColumn<T>(
  { schema, otherwise }: JsonColumn<T>,
  stored: { table: string; column: string; id: string; value: unknown },
  report: Report,
): T {
  const parsed = schema.safeParse(stored.value);
  if (parsed.success) return parsed.data;
  const error = new StoredValueError(stored.table, stored.column, stored.id, parsed.error);
  if (!otherwise) return unreadable(error);
  report(error);
  return otherwise.value;
}

/** A report that tells `log` once of each value. */
function onceEach(log: Report): Report {
  const told = new Set<string>();
  return (error) => {
    const key = `${error.table}.${error.column} ${error.id}`;
    if (told.has(key)) return;
    if (told.size >= MOST_TOLD) told.clear();
    told.add(key);
    log(error);
  };
}

type Row = { id: string | bigint };

/** A field that is computed from its own column. */
type Parsed<Name extends string, T> = {
  needs: { id: true } & Record<Name, true>;
  compute: (row: Row & Record<Name, unknown>) => T;
};

type ParsedTables = {
  [Table in keyof JsonTables]: {
    [Column in keyof JsonTables[Table] & string]: Parsed<Column, JsonValueOf<JsonTables[Table][Column]>>;
  };
};

/** What makes a client hand out the JSON columns parsed: each when it is first looked at, in rows however deep. */
export function parsedColumns(log: Report) {
  const report = onceEach(log);
  const fields = Object.entries(jsonColumns).map(([table, columns]) => [
    table,
    Object.fromEntries(
      Object.entries<JsonColumn<unknown>>(columns).map(([column, how]) => [
        column,
        {
          needs: { id: true, [column]: true },
          compute: (row: Row & Record<string, unknown>) =>
            parseColumn(how, { table, column, id: String(row.id), value: row[column] }, report),
        },
      ]),
    ),
  ]);
  const result: ParsedTables = Object.fromEntries(fields);
  return Prisma.defineExtension({ name: 'parsed columns', result });
}
