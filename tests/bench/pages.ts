import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildConsole } from '../../bin/start/build.ts';
import {
  type BesideMeasured,
  besideFigures,
  besideTable,
  MAX_HEALTH_MS,
  measureBesidePlan,
} from './pages/beside.ts';
import { measurePreview, type PreviewMeasured } from './pages/measure-preview.ts';
import { measureSizes, type SizeMeasured } from './pages/measure-sizes.ts';
import { previewFigure, sizeFigures } from './pages/size-figures.ts';
import { previewLine, sizeChart, sizeTable } from './pages/size-section.ts';
import { centreSizes } from './pages/sizes.ts';
import { writeSection } from './report/document.ts';
import { describeEnvironment, readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- pages [--quick] [--json] [--dry]

What pages of the built console cost a browser with up to 1,000 hosts and 25,000 VMs, how long the preview of an
evacuation takes, and whether others are answered while the evacuation of 400 VMs on two hosts is planned for one.
  --quick   up to 100 hosts, each page loaded once; docs/benchmarks.md is not written
  --json    print the figures as JSON
  --dry     do not write docs/benchmarks.md`;

const root = path.resolve(import.meta.dirname, '../..');
const CHART = path.join(root, 'docs/images/overview-growth.svg');

interface Measured {
  sizes: SizeMeasured[];
  preview: PreviewMeasured;
  beside: BesideMeasured;
}

/** Prints and records the figures of pages. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parseCall(args, {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  await buildConsole(root, console.error, new AbortController().signal);
  const measured = await measure(options.quick);
  const figures = [
    ...sizeFigures(measured.sizes),
    previewFigure(measured.preview),
    ...besideFigures(measured.beside),
  ];
  if (options.json) printFigures(figures);
  else console.log(tablesOf(measured));
  if (!options.dry && !options.quick) {
    await writeFile(CHART, sizeChart(measured.sizes));
    await writeSection('pages', sectionOf(args, measured));
  }
  return statusOf(figures);
}

async function measure(isQuick: boolean): Promise<Measured> {
  const sizes = isQuick ? centreSizes.slice(0, 2) : centreSizes;
  const thoroughness = isQuick ? { loads: 1, watchMs: 10_000 } : { loads: 5, watchMs: 30_000 };
  return {
    sizes: await measureSizes(sizes, thoroughness, (line) => console.error(line)),
    preview: await measurePreview(isQuick ? 1 : 5),
    beside: await measureBesidePlan(),
  };
}

const tablesOf = ({ sizes, preview, beside }: Measured): string =>
  [sizeTable(sizes), previewLine(preview, previewFigure(preview)), besideTable(beside)].join('\n\n');

function sectionOf(args: string[], { sizes, preview, beside }: Measured): string {
  const command = ['npm run bench -- pages', ...args].join(' ');
  const chromium = sizes.at(-1)?.browser ?? 'unknown';
  return `## Pages

${describeEnvironment(readEnvironment(command, { chromium }))} Load average at the beginning: ${beside.load.toFixed(1)}.

### At size

The built console in a browser without throttling, over simulated data centres (\`ballast seed\`), each with a worker and a PostgreSQL of its own on the
same machine; medians of five loads with an empty cache. LCP: largest contentful paint; TBT: total blocking time in the three seconds after
loading. Sizes are uncompressed where nothing else is said. An update is what the overview receives when something that it shows has changed. Filtering
counts from the last key to the matching rows.

${sizeTable(sizes)}

![What the overview sends by the number of hosts](images/overview-growth.svg)

${previewLine(preview, previewFigure(preview))}

### Beside a plan

The built console, with a worker and a PostgreSQL of its own, opens the preview of an evacuation that cannot be complete: 400 VMs on one of two hosts,
and on the other room for 90 % of their memory. Meanwhile /api/health is asked again and again; the last answers wait while the page itself
is made. Aim: each within ${MAX_HEALTH_MS} ms.

${besideTable(beside)}`;
}
