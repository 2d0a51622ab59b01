import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { scaleFigures } from './scale/figures.ts';
import { growthChart } from './scale/growth-chart.ts';
import { measureSizes } from './scale/measure-sizes.ts';
import { scaleHead, scaleLine, scaleSection } from './scale/section.ts';

const CHART = path.resolve(import.meta.dirname, '../../docs/images/planning-time.svg');
const SIZES = ['20x200', '50x500', '200x2000', '1000x10000', '1000x25000'];

/**
 * How time and memory grow with the cluster: a table and a chart for docs/benchmarks.md. `--quick`: small sizes, no
 * page. `--json`: the figures on standard output.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
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
