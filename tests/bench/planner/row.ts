import type { Figure } from '../report/figures.ts';

/** One row of the table "Figures to reach". */
export interface Row extends Figure {
  readonly figure: string; // its name on the page
  readonly measured: string; // the value with what is behind it
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
