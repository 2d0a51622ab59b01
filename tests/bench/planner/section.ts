import { describeEnvironment, type Environment } from '../report/environment.ts';
import { markdownTable } from '../report/markdown.ts';
import type { Detail, Row } from './row.ts';

const HEAD = ['figure', 'pass', 'aim', 'measured', 'verdict'] as const;

export const rowCells = ({ figure, pass, aim, measured, verdict }: Row): string[] => [
  figure,
  pass,
  aim,
  measured,
  verdict === 'none' ? 'not measured' : verdict,
];

export const rowHead: readonly string[] = HEAD;

/** The planner's section of docs/benchmarks.md. */
export function plannerSection(
  environment: Environment,
  rows: readonly Row[],
  details: readonly Detail[],
  referees: string,
  title = 'Planner',
): string {
  const blocks = details
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, note, head, lines }) =>
      [`### ${title}`, ...(note ? [note] : []), markdownTable(head, lines)].join('\n\n'),
    );
  return [
    `## ${title}`,
    describeEnvironment(environment),
    `${referees} Every plan was judged by \`lib/check\`, which shares no code with the planner. Times are CPU times, because other programs ran on the machine at the same time; the verdicts are about CPU time as well. \`npm run -s bench -- instance FAMILY SIZE SEED\` prints any instance.`,
    markdownTable(HEAD, rows.map(rowCells)),
    ...shortOfAim(rows),
    ...blocks,
  ].join('\n\n');
}

/** What was tried for the rows that reach `pass` at most. */
function shortOfAim(rows: readonly Row[]): string[] {
  const short = rows.filter(({ verdict, whyNoAim }) => verdict === 'pass' && whyNoAim !== undefined);
  if (short.length === 0) return [];
  return ['### Short of the aim', short.map(({ figure, whyNoAim }) => `- ${figure}: ${whyNoAim}`).join('\n')];
}
