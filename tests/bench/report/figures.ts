/** How a figure compares with the ones to reach. `none`: it could not be measured here, and says why where it is shown. */
export type Verdict = 'aim' | 'pass' | 'MISS' | 'none';

/** What `--json` prints of each figure that a bench measures. */
export interface Figure {
  readonly id: string; // kebab-case, the same from run to run
  readonly value: number | null; // null: not measured
  readonly unit: string; // '' for a count or a ratio
  readonly pass: string; // in words or as a number, as the page shows it
  readonly aim: string;
  readonly verdict: Verdict;
}

/** The better of the two that holds. */
export function judge({ aim, pass }: { aim: boolean; pass: boolean }): Verdict {
  if (aim) return 'aim';
  return pass ? 'pass' : 'MISS';
}

/** For a figure that should be small: at most `aim`, at most `pass`. */
export const judgeAtMost = (value: number, { pass, aim }: { pass: number; aim: number }): Verdict =>
  judge({ aim: value <= aim, pass: value <= pass });

/** The one JSON document on standard output. Whatever else a figure carries is left out. */
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

/** The exit status of a bench: 1 when a figure was missed. */
export const statusOf = (figures: readonly Figure[]): number =>
  figures.some(({ verdict }) => verdict === 'MISS') ? 1 : 0;
