import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { parseCall } from './report/parse-call.ts';
import { scaleFigures } from './scale/figures.ts';
import { growthChart } from './scale/growth-chart.ts';
import { measureSizes } from './scale/measure-sizes.ts';
import { scaleHead, scaleLine, scaleSection } from './scale/section.ts';

const CHART = path.resolve(import.meta.dirname, '../../docs/images/planning-time.svg');
const SIZES = ['20x200', '50x500', '200x2000', '1000x10000', '1000x25000'];

const USAGE = `Usage: npm run -s bench -- scale [--quick] [--json]

  --quick  small sizes, and docs/benchmarks.md stays as it is
  --json   the figures on standard output`;

/** How time and memory grow with the cluster: a table and a chart for docs/benchmarks.md. */
export async function run(args: string[]): Promise<number> {
  const values = parseCall(args, {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (values === null) {
    console.error(USAGE);
    return 2;
  }
  const measured = await measureSizes(values.quick ? SIZES.slice(0, 2) : SIZES, (line) =>
    console.error(line),
  );
  if (values.json) printFigures(scaleFigures(measured));
  else console.log(textTable(scaleHead, measured.map(scaleLine)));
  if (!values.quick) {
    await writeFile(CHART, growthChart(measured));
    await writeSection('scale', scaleSection(readEnvironment('npm run bench -- scale'), measured));
  }
  return measured.some(({ result }) => result.faults > 0) ? 1 : 0;
}
