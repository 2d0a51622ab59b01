/** Parses `0-3,^2,8`, libvirt's form for sets of CPUs and NUMA nodes; sorted. */
export function readNumberSet(text: string): number[] {
  const found = new Set<number>();
  for (const part of text.split(',').map((each) => each.trim())) {
    const match = /^(\^?)(\d+)(?:-(\d+))?$/.exec(part);
    if (match?.[2] === undefined) continue;
    const from = Number(match[2]);
    const to = Math.min(Number(match[3] ?? from), from + MOST);
    for (let number = from; number <= to; number++)
      if (match[1] === '^') found.delete(number);
      else found.add(number);
  }
  return [...found].sort((a, b) => a - b);
}

/** No host has more CPUs; a larger set is not read to its end. */
const MOST = 65_536;

const KIB: Record<string, number> = {
  b: 1 / 1024,
  bytes: 1 / 1024,
  KB: 1000 / 1024,
  k: 1,
  KiB: 1,
  MB: 1e6 / 1024,
  M: 1024,
  MiB: 1024,
  GB: 1e9 / 1024,
  G: 1024 ** 2,
  GiB: 1024 ** 2,
  TB: 1e12 / 1024,
  T: 1024 ** 3,
  TiB: 1024 ** 3,
};

/** A size with libvirt's units, in KiB; null if it is not one. */
export function readKiB(amount: string | null, unit: string | null): number | null {
  const factor = KIB[unit ?? 'KiB'];
  const value = Number(amount ?? Number.NaN);
  return factor === undefined || !Number.isFinite(value) || value <= 0 ? null : value * factor;
}

/** A whole number above 0; null if it is not one. */
export function readCount(text: string | null): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isInteger(value) && value > 0 ? value : null;
}
