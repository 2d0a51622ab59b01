/** The result of a comparison of a figure with its targets. `none`: it could not be measured here; the page says why. */
export type Verdict = 'aim' | 'pass' | 'MISS' | 'none';

/** The output of `--json` for each measured figure. */
export interface Figure {
  readonly id: string; // kebab-case, the same in all runs
  readonly value: number | null; // null: not measured
  readonly unit: string; // '' for a count or a ratio
  readonly pass: string; // as text or a number, as on the page
  readonly aim: string;
  readonly verdict: Verdict;
}

/** The better of the two targets that is met. */
export function judge({ aim, pass }: { aim: boolean; pass: boolean }): Verdict {
  if (aim) return 'aim';
  return pass ? 'pass' : 'MISS';
}

/** For a figure that should be small: at most `aim`, at most `pass`. */
export const judgeAtMost = (value: number, { pass, aim }: { pass: number; aim: number }): Verdict =>
  judge({ aim: value <= aim, pass: value <= pass });

/** The one JSON document on standard output, without the other properties of a figure. */
export function printFigures(figures: readonly Figure[]): void {
  const plain = figures.map(({ id, value, unit, pass, aim, verdict }) => ({
    id,
    value,
    unit,
    pass,
    aim,
    verdict,
  }));
  console.log(JSON.stringify({ figures: plain }));
}

/** The exit status of a benchmark: 1 if a figure missed its target. */
export const statusOf = (figures: readonly Figure[]): number =>
  figures.some(({ verdict }) => verdict === 'MISS') ? 1 : 0;
