/** How a figure compares with the ones to reach. `none`: it could not be measured here, and the row says why. */
export type Verdict = 'aim' | 'pass' | 'MISS' | 'none';

/** One row of the table "Figures to reach". */
export interface Row {
  readonly figure: string;
  readonly pass: string;
  readonly aim: string;
  readonly measured: string;
  readonly verdict: Verdict;
  readonly whyNoAim?: string; // what was tried, where the aim is missed
  readonly isTime?: boolean; // depends on the machine, so a quick run does not fail by it
}

/** Figures behind a row, one line for each instance. */
export interface Detail {
  readonly title: string;
  readonly note?: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** What one part of the bench found. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly details: readonly Detail[];
}

/** The better of the two that holds. */
export function judge({ aim, pass }: { aim: boolean; pass: boolean }): Verdict {
  if (aim) return 'aim';
  return pass ? 'pass' : 'MISS';
}

/** For a figure that should be small: at most `aim`, at most `pass`. */
export const judgeAtMost = (value: number, { pass, aim }: { pass: number; aim: number }): Verdict =>
  judge({ aim: value <= aim, pass: value <= pass });
