/** Microseconds of PostgreSQL count from 2000-01-01. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const TIME_BYTES = 8;
const FLOAT_BYTES = 4;

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
