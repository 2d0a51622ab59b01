import { Prisma } from './generated/client.ts';
import { type JsonColumn, type JsonTables, type JsonValueOf, jsonColumns } from './json-columns.ts';
import { relations, type Table } from './relations.ts';
import { StoredValueError, unreadable } from './stored-value-error.ts';

/** Called once for each value that could not be read and was replaced. */
export type Report = (error: StoredValueError) => void;

/** At most this many unreadable values are remembered as reported; then they are reported again. */
const MAX_REPORTED = 1000;

/** Parses one value of a column. An invalid one is reported, or throws a StoredValueError when it is accessed. */
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

/** A report that logs each value once. */
export function onceEach(log: Report): Report {
  const reported = new Set<string>();
  return (error) => {
    const key = `${error.table}.${error.column} ${error.id}`;
    if (reported.has(key)) return;
    if (reported.size >= MAX_REPORTED) reported.clear();
    reported.add(key);
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
  [Name in keyof JsonTables]: {
    [Column in keyof JsonTables[Name] & string]: Parsed<Column, JsonValueOf<JsonTables[Name][Column]>>;
  };
};

/** What Prisma would make of rows whose columns are computed: the types. It would also make a Proxy of each row, see below. */
const computedColumns = (result: ParsedTables) => Prisma.defineExtension({ name: 'parsed columns', result });

/**
 * Rows of these tables come by the thousand, and their JSON columns are few and small: they are parsed at once. Objects with accessors
 * take much longer to copy.
 */
const parsedAtOnce: ReadonlySet<Table> = new Set<Table>(['host', 'vm']);

/**
 * What makes a client hand out the JSON columns parsed: each when it is first looked at, in rows however deep. The rows stay
 * plain objects: with Prisma's own computed fields each is a Proxy, and to observe a cluster takes twice the CPU time.
 */
export function parsedColumns(report: Report): ReturnType<typeof computedColumns> {
  const extension = Prisma.defineExtension({
    name: 'parsed columns',
    query: {
      $allModels: {
        async $allOperations({ model, args, query }) {
          const table = tableOf(model);
          const found: unknown = await query(withIds(table, args) as typeof args);
          for (const row of rowsIn(found)) parseRow(table, row, report);
          return found;
        },
      },
    },
  });
  // one extension typed as another: their rows are the same, and only the types of that one say so
  return extension as unknown as ReturnType<typeof computedColumns>;
}

const tableOf = (model: string): Table => `${model.charAt(0).toLowerCase()}${model.slice(1)}` as Table;

const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The rows of what a query found or of a relation: several, one, or none. */
const rowsIn = (found: unknown): Record<string, unknown>[] =>
  (Array.isArray(found) ? found : [found]).filter(isRow);

const columnsOf = (table: Table): [string, JsonColumn<unknown>][] =>
  Object.entries(Object.hasOwn(jsonColumns, table) ? jsonColumns[table as keyof JsonTables] : {});

/** The same question, which also asks for the ids of the rows of which a JSON column is selected: a report names them. */
function withIds(table: Table, args: unknown): unknown {
  if (!isRow(args)) return args;
  const { select, include } = args;
  const asked: Record<string, unknown> = { ...args };
  if (isRow(select)) {
    const isNamed = columnsOf(table).some(([column]) => select[column]);
    asked.select = { ...inRelations(table, select), ...(isNamed ? { id: true } : {}) };
  }
  if (isRow(include)) asked.include = inRelations(table, include);
  return asked;
}

const inRelations = (table: Table, chosen: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(chosen).map(([name, how]) => {
      const other = Object.entries(relations[table]).find(([relation]) => relation === name)?.[1];
      return [name, other === undefined ? how : withIds(other, how)];
    }),
  );

/** Replaces the JSON columns of a row, and of the rows in it, by what parses them when it is looked at. */
function parseRow(table: Table, row: Record<string, unknown>, report: Report): void {
  for (const [column, how] of columnsOf(table)) {
    if (!Object.hasOwn(row, column)) continue;
    const stored = { table, column, id: String(row.id), value: row[column] };
    if (parsedAtOnce.has(table)) {
      row[column] = parseColumn(how, stored, report);
      continue;
    }
    let parsed: { value: unknown } | null = null;
    const get = () => {
      parsed ??= { value: parseColumn(how, stored, report) };
      return parsed.value;
    };
    Object.defineProperty(row, column, { get, enumerable: true, configurable: true });
  }
  for (const [relation, other] of Object.entries(relations[table]))
    for (const inner of rowsIn(row[relation])) parseRow(other, inner, report);
}
