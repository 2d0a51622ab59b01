/** The first byte of every pack. Another way to code it gets another number. */
const VERSION = 1;

/**
 * Several coded series in one value: version, `count` (of samples or buckets), how many series, the length of each, and their
 * bytes. A series can be read without decoding the others.
 */
export function joinSeries(count: number, series: readonly Uint8Array[]): Uint8Array {
  const head: number[] = [VERSION];
  for (const number of [count, series.length, ...series.map((each) => each.length)]) pushNumber(head, number);
  const joined = new Uint8Array(head.length + series.reduce((sum, each) => sum + each.length, 0));
  joined.set(head);
  let at = head.length;
  for (const each of series) {
    joined.set(each, at);
    at += each.length;
  }
  return joined;
}

/** The series of a pack. Throws RangeError if it was written by a newer version, or is damaged. */
export function splitSeries(pack: Uint8Array): { count: number; series: Uint8Array[] } {
  if (pack[0] !== VERSION) throw new RangeError(`samples are packed in version ${pack[0]}, not ${VERSION}`);
  let at = 1;
  const next = (): number => {
    let number = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = pack[at++];
      if (byte === undefined) throw new RangeError('packed samples end too early');
      number += (byte & 127) * shift;
      if (byte < 128) return number;
    }
  };
  const count = next();
  const lengths = Array.from({ length: next() }, next);
  const series = lengths.map((length) => {
    at += length;
    return pack.subarray(at - length, at);
  });
  if (at > pack.length) throw new RangeError('packed samples end too early');
  return { count, series };
}

/** Seven bits a byte, the lowest first. */
function pushNumber(bytes: number[], number: number): void {
  let rest = number;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
