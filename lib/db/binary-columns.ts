/** Microseconds of PostgreSQL count from 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const TIME_BYTES = 8;
const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;

/** A bytea expression as text that is quick to read: plain hexadecimal digits. */
export const hexOf = (expression: string): string => `encode(${expression}, 'hex')`;

/** Reads values of `size` bytes each. It is a loop because samples come by the million. */
function readEach(
  hex: string,
  size: number,
  read: (bytes: DataView, offset: number) => number,
): Float64Array {
  const bytes = Buffer.from(hex, 'hex');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float64Array(bytes.length / size);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size);
  return values;
}

/** Times that `timestamptz_send` wrote, in ms. */
export const timesOf = (hex: string): Float64Array =>
  readEach(hex, TIME_BYTES, (view, offset) => {
    const [high, low] = [view.getInt32(offset), view.getUint32(offset + 4)];
    return EPOCH_MS + (high * 2 ** 32 + low) / 1000;
  });

/** Numbers that `float4send` wrote; null: none of `count` is known, all are NaN. */
export const floatsOf = (hex: string | null, count: number): Float64Array =>
  hex === null
    ? new Float64Array(count).fill(Number.NaN)
    : readEach(hex, FLOAT_BYTES, (view, offset) => view.getFloat32(offset));

/** Numbers that `float8send` wrote. */
export const doublesOf = (hex: string): Float64Array =>
  readEach(hex, DOUBLE_BYTES, (view, offset) => view.getFloat64(offset));

/* An array as PostgreSQL receives it: how many dimensions, whether a value is NULL, type, length, first index; each value after its size. */
const HEAD_BYTES = 20;
const SIZE_BYTES = 4;
const REAL_TYPE = 700;

/** A `real[]` as a parameter, which costs much less than its numbers as text. */
export function realArray(values: readonly (number | null)[]): Uint8Array {
  const known = values.reduce((count: number, value) => count + (value === null ? 0 : 1), 0);
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + values.length * SIZE_BYTES + known * FLOAT_BYTES));
  const head = [1, known < values.length ? 1 : 0, REAL_TYPE, values.length, 1];
  for (const [i, number] of head.entries()) view.setInt32(i * SIZE_BYTES, number);
  let at = HEAD_BYTES;
  for (const value of values) {
    view.setInt32(at, value === null ? -1 : FLOAT_BYTES);
    at += SIZE_BYTES;
    if (value === null) continue;
    view.setFloat32(at, value);
    at += FLOAT_BYTES;
  }
  return new Uint8Array(view.buffer);
}
