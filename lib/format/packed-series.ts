/** How a series of numbers from 0 on is packed: in steps of this size, of which there are 254, or 65,534 with two bytes. */
export interface Packing {
  step: number;
  bytes: 1 | 2;
}

/** Whole percents. */
export const percentPacking: Packing = { step: 1, bytes: 1 };
/** The imbalance of a cluster: three decimals are more than a chart can show. */
export const spreadPacking: Packing = { step: 0.001, bytes: 2 };

/** A series as text, the same length for each number, null included: written out, a few charts are most of an update of a page. */
export function packSeries(values: readonly (number | null)[], { step, bytes }: Packing): string {
  const unknown = 256 ** bytes - 1;
  const characters = values.flatMap((value) => {
    const count = value === null ? unknown : Math.min(unknown - 1, Math.max(0, Math.round(value / step)));
    return bytes === 1 ? [count] : [count >> 8, count & 255];
  });
  return btoa(String.fromCharCode(...characters));
}

/** The reverse of `packSeries`: multiples of the step, and null where nothing is known. */
export function unpackSeries(packed: string, { step, bytes }: Packing): (number | null)[] {
  const text = atob(packed);
  const unknown = 256 ** bytes - 1;
  return Array.from({ length: text.length / bytes }, (_, i) => {
    const at = i * bytes;
    const count = bytes === 1 ? text.charCodeAt(at) : text.charCodeAt(at) * 256 + text.charCodeAt(at + 1);
    return count === unknown ? null : count / (1 / step);
  });
}
