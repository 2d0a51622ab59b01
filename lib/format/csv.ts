/** What a spreadsheet would take for a formula, or what hides one: such text gets an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r]/;

/** One field of RFC 4180: quoted where it must be. Text that a spreadsheet would run as a formula is made harmless. */
export function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One record, with the line end that RFC 4180 asks for. */
export const csvLine = (values: readonly (string | number | null)[]): string =>
  `${values.map(csvField).join(',')}\r\n`;
