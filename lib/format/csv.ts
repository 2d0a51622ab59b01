/** What a spreadsheet would execute as a formula, or what hides one: such text gets an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

/** Begins a CSV file: without it, Excel reads UTF-8 in the code page of its country, and Japanese text is garbled. */
export const CSV_BYTE_ORDER_MARK = '\uFEFF';

/** One field of RFC 4180: every text is quoted. Text that a spreadsheet would run as a formula is made harmless. */
export function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** One record, with the line end that RFC 4180 asks for. */
export const csvLine = (values: readonly (string | number | null)[]): string =>
  `${values.map(csvField).join(',')}\r\n`;
