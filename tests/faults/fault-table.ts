import { markdownTable } from '../bench/report/markdown.ts';
import type { FaultRow } from './fault-row.ts';

/** A test of a run. */
export interface RunTest {
  name: string; // with those of what it is in
  status: string; // passed, failed, skipped, …
  ms: number;
}

interface SeenRow {
  cells: string[];
  problem: string | null;
}

/** The table of faults with what a run showed of each; `problems`: lines without a test, or with one that did not pass. */
export function faultTable(
  rows: readonly FaultRow[],
  run: readonly RunTest[],
): { table: string; problems: string[] } {
  const seen = rows.map((row) => seenOf(row, run));
  return {
    table: markdownTable(
      ['what', 'what happens', 'in this run'],
      seen.map(({ cells }) => cells),
    ),
    problems: seen.flatMap(({ problem }) => problem ?? []),
  };
}

function seenOf({ what, happens, tests }: FaultRow, run: readonly RunTest[]): SeenRow {
  const found = tests.map((part) =>
    run.filter(({ name, status }) => name.includes(part) && status !== 'skipped'),
  );
  const all = found.flat();
  const missing = tests.filter((_, i) => found[i]?.length === 0);
  const failed = all.filter(({ status }) => status !== 'passed').map(({ name }) => name);
  const seconds = all.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const count = `${all.length} ${all.length === 1 ? 'test' : 'tests'}, ${seconds.toFixed(1)} s`;
  const wrong = [
    ...missing.map((part) => `no test ran: ${part}`),
    ...failed.map((name) => `failed: ${name}`),
  ];
  return {
    cells: [what, happens, wrong.length === 0 ? `as said: ${count}` : wrong.join('; ')],
    problem: wrong.length === 0 ? null : `${what}: ${wrong.join('; ')}`,
  };
}

const OPENING = '<!-- faults: written by npm run faults -->';
const CLOSING = '<!-- end of faults -->';

/** The page with this text between its marks. Throws if it has none. */
export function withFaults(page: string, text: string): string {
  const [start, end] = [page.indexOf(OPENING), page.indexOf(CLOSING)];
  if (start < 0 || end < start) throw new Error('the page has no marks for the table of faults');
  return `${page.slice(0, start + OPENING.length)}\n\n${text}\n\n${page.slice(end)}`;
}
