/** A value that is not believed: its code and facts. */
export interface Disbelief {
  code: 'impossible' | 'above-capacity';
  facts: { measure: string; value: number | string; most?: number };
}

/** Measured values may exceed a capacity by this share, because the two are read at different moments. */
const TOLERANCE = 0.02;
const FACT_DIGITS = 3;

/**
 * Judges values by name: each at least 0 and at most its capacity (null: no limit). Returns the believed ones, with
 * null for the others, and why those are not believed.
 */
export function judgeValues<Name extends string>(
  values: Readonly<Record<Name, number | null>>,
  capacities: Readonly<Partial<Record<Name, number | null>>>,
): { believed: Record<Name, number | null>; disbeliefs: Disbelief[] } {
  const believed: Record<Name, number | null> = { ...values };
  const disbeliefs: Disbelief[] = [];
  for (const measure of namesOf(values)) {
    const disbelief = disbelieve(measure, values[measure], capacities[measure] ?? null);
    if (disbelief === null) continue;
    believed[measure] = null;
    disbeliefs.push(disbelief);
  }
  return { believed, disbeliefs };
}

const namesOf = <Name extends string>(values: Readonly<Record<Name, unknown>>): Name[] =>
  Object.keys(values) as Name[];

function disbelieve(measure: string, value: number | null, capacity: number | null): Disbelief | null {
  if (value === null) return null;
  if (!Number.isFinite(value) || value < 0)
    return { code: 'impossible', facts: { measure, value: String(value) } };
  if (capacity === null || value <= capacity * (1 + TOLERANCE)) return null;
  return { code: 'above-capacity', facts: { measure, value: toFact(value), most: toFact(capacity) } };
}

const toFact = (value: number): number => Number(value.toPrecision(FACT_DIGITS));
