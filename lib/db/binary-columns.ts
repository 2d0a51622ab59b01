/** Microseconds of PostgreSQL count from 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const TIME_BYTES = 8;
const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;

/** A bytea expression as text that is quick to read: plain hexadecimal digits. */
export const hexOf = (expression: string): string => `encode(${expression}, 'hex')`;

/** Times that `timestamptz_send` wrote, in ms. */
export function timesOf(hex: string): Float64Array {
  const bytes = Buffer.from(hex, 'hex');
  return Float64Array.from({ length: bytes.length / TIME_BYTES }, (_, i) => {
    const high = bytes.readInt32BE(i * TIME_BYTES);
    const low = bytes.readUInt32BE(i * TIME_BYTES + 4);
    return EPOCH_MS + (high * 2 ** 32 + low) / 1000;
  });
}

/** Numbers that `float4send` wrote; null: none of `count` is known, all are NaN. */
export function floatsOf(hex: string | null, count: number): Float64Array {
  if (hex === null) return new Float64Array(count).fill(Number.NaN);
  const bytes = Buffer.from(hex, 'hex');
  return Float64Array.from({ length: bytes.length / FLOAT_BYTES }, (_, i) =>
    bytes.readFloatBE(i * FLOAT_BYTES),
  );
}

/** Numbers that `float8send` wrote. */
export function doublesOf(hex: string): Float64Array {
  const bytes = Buffer.from(hex, 'hex');
  return Float64Array.from({ length: bytes.length / DOUBLE_BYTES }, (_, i) =>
    bytes.readDoubleBE(i * DOUBLE_BYTES),
  );
}

/* Arrays as PostgreSQL receives them in binary: how many dimensions, whether a value is NULL, the type, length and first index, and each value after its size. */
const HEAD_BYTES = 20;
const SIZE_BYTES = 4;
const UUID_BYTES = 16;
const REAL_TYPE = 700;
const UUID_TYPE = 2950;

/** A `real[]` as a parameter, which costs much less than its numbers as text. */
export function realArray(values: readonly (number | null)[]): Uint8Array {
  const known = values.reduce((count: number, value) => count + (value === null ? 0 : 1), 0);
  const view = beginArray(values.length, values.length * SIZE_BYTES + known * FLOAT_BYTES, REAL_TYPE);
  view.setInt32(4, known < values.length ? 1 : 0);
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

/** A `uuid[]` as a parameter. */
export function uuidArray(ids: readonly string[]): Uint8Array {
  const view = beginArray(ids.length, ids.length * (SIZE_BYTES + UUID_BYTES), UUID_TYPE);
  const bytes = Buffer.from(view.buffer);
  for (const [i, id] of ids.entries()) {
    const at = HEAD_BYTES + i * (SIZE_BYTES + UUID_BYTES);
    view.setInt32(at, UUID_BYTES);
    const written = bytes.write(id.replaceAll('-', ''), at + SIZE_BYTES, 'hex');
    if (written !== UUID_BYTES) throw new RangeError(`${id} is no UUID`);
  }
  return new Uint8Array(view.buffer);
}

function beginArray(length: number, bytes: number, type: number): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + bytes));
  view.setInt32(0, 1);
  view.setInt32(8, type);
  view.setInt32(12, length);
  view.setInt32(16, 1);
  return view;
}
