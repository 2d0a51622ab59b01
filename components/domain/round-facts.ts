import { digitsBeside } from '@/lib/format/load';
import type { Facts } from '@/lib/model/errors';

// Digits after the point, by how a fact's name ends; sentences are read, not computed with.
const digits: readonly [suffix: string, digits: number][] = [
  ['gain', 3],
  ['Gain', 3],
];

/**
 * Facts as a sentence wants them: figures rounded, names as they are. They stay numbers, for ICU to format. A percentage that
 * would be rounded onto its threshold keeps a digit, or the sentence would say `80 % > 80 %`.
 */
export function roundFacts(facts: Facts): Facts {
  const entries = Object.entries(facts).map(([name, value]) => {
    if (typeof value !== 'number') return [name, value];
    const scale = 10 ** digitsOf(name, value, facts.thresholdPercent);
    return [name, Math.round(value * scale) / scale];
  });
  return Object.fromEntries(entries);
}

function digitsOf(name: string, value: number, threshold: string | number | undefined): number {
  if (name.endsWith('Percent') && typeof threshold === 'number') return digitsBeside(threshold, value);
  return digits.find(([suffix]) => name.endsWith(suffix))?.[1] ?? 0;
}
