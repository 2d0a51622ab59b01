import type { Figure } from '../report/figures.ts';

/** One row of the table "Figures to reach". */
export interface Row extends Figure {
  readonly figure: string; // its name on the page
  readonly measured: string; // the value with its context
  readonly whyNoAim?: string; // what was tried, if the target is missed
  readonly isTime?: boolean; // depends on the machine, so a quick run does not fail because of it
}

/** The details of a row, one line for each instance. */
export interface Detail {
  readonly title: string;
  readonly note?: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** The results of one part of the benchmark. */
export interface Findings {
  readonly rows: readonly Row[];
  readonly details: readonly Detail[];
}
