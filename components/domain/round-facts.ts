import { digitsBeside } from '@/lib/format/load';
import type { Facts } from '@/lib/model/errors';

// Digits after the point, by how a fact's name ends; sentences are read, not computed with. The least of gains is .0003.
const digits: readonly [suffix: string, digits: number][] = [
  ['gain', 4],
  ['Gain', 4],
];

/**
 * Facts for a sentence: numbers rounded, names unchanged. They stay numbers, for ICU to format. A percentage that
 * would be rounded onto its threshold keeps a digit, or the sentence would say `80 % > 80 %`; so do those with and without a
 * move that changes less than a point.
 */
export function roundFacts(facts: Facts): Facts {
  const isFine = changesLittle(facts);
  const entries = Object.entries(facts).map(([name, value]) => {
    if (typeof value !== 'number') return [name, value];
    const scale =
      10 ** (isFine && name.endsWith('Percent') ? 1 : digitsOf(name, value, facts.thresholdPercent));
    return [name, Math.round(value * scale) / scale];
  });
  return Object.fromEntries(entries);
}

const changesLittle = ({ sourceAfterPercent, sourceWithoutPercent }: Facts): boolean =>
  Math.abs(Number(sourceAfterPercent) - Number(sourceWithoutPercent)) < 1;

function digitsOf(name: string, value: number, threshold: string | number | undefined): number {
  if (name.endsWith('Percent') && typeof threshold === 'number') return digitsBeside(threshold, value);
  return digits.find(([suffix]) => name.endsWith(suffix))?.[1] ?? 0;
}
