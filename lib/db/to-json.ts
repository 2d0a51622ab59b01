import { Prisma } from './generated/client.ts';
import type { JsonTable, JsonTables, JsonValueOf } from './json-columns.ts';

type Values<Table extends JsonTable> = {
  [Column in keyof JsonTables[Table]]?: JsonValueOf<JsonTables[Table][Column]>;
};

/** Prisma's representation of a value for a JSON column: a nullable column takes SQL NULL for `null`. */
type Written<T> = null extends T
  ? Prisma.InputJsonValue | Prisma.NullableJsonNullValueInput
  : Prisma.InputJsonValue;

type Stored<Given> = { [Column in keyof Given]: Written<Given[Column]> };

/**
 * Values of a table's JSON columns, typed as they are read, in the form for a write: `data: { state,
 * ...toJson('move', { tried }) }`.
 */
export function toJson<Table extends JsonTable, Given extends Values<Table>>(
  _table: Table,
  values: Given,
): Stored<Given> {
  const entries = Object.entries(values).map(([column, value]) => [
    column,
    value === null ? Prisma.DbNull : value,
  ]);
  return Object.fromEntries(entries);
}
