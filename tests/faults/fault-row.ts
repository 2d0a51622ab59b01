/** A line of the table of faults in the docs. */
export interface FaultRow {
  what: string; // in Markdown, as is the next
  happens: string;
  tests: readonly string[]; // parts of the names of the tests that show it
}
