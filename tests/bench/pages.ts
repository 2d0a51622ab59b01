import { loadavg } from 'node:os';
import path from 'node:path';
import { buildConsole } from '../../bin/start/build.ts';
import { addUser } from '../../lib/services/users/add-user.ts';
import { percentile } from './attack/page-reader.ts';
import { person, signInAt } from './attack/person.ts';
import { WebProcess } from './attack/web-process.ts';
import { type BenchServer, openBenchServer } from './executor/bench-server.ts';
import { storeCrowdedPair } from './pages/crowded-pair.ts';
import { measureAlone, measureBeside, type PagesMeasured } from './pages/measure-pages.ts';
import { writeSection } from './report/document.ts';
import { describeEnvironment, readEnvironment } from './report/environment.ts';
import { type Figure, judge, printFigures, statusOf } from './report/figures.ts';
import { markdownTable } from './report/markdown.ts';
import { parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- pages [--json] [--dry]

Whether the built console answers others while the evacuation of 400 VMs on two hosts is planned for one.
  --json    print the figures as JSON
  --dry     do not write docs/benchmarks.md`;

/** The interval after which a monitoring system gives up a health check. */
const MAX_HEALTH_MS = 1000;

interface Measured extends PagesMeasured {
  alone: number[];
  load: number; // of the machine, from other processes
}

/** Prints and records how long other requests wait during a preview. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parseCall(args, {
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  await buildConsole(path.resolve(import.meta.dirname, '../..'), console.error, new AbortController().signal);
  const server = await openBenchServer();
  try {
    const measured = await measure(server);
    const figures = figuresOf(measured);
    if (options.json) printFigures(figures);
    else console.log(tableOf(measured));
    if (!options.dry) await writeSection('pages', sectionOf(args, measured));
    return statusOf(figures);
  } finally {
    await server.close();
  }
}

async function measure(server: BenchServer): Promise<Measured> {
  await addUser({ ctx: server.ctx, input: { ...person, name: 'Bench', role: 'administrator' } });
  const { full, other } = await storeCrowdedPair(server);
  const load = loadavg()[0] ?? 0;
  const web = await WebProcess.start(server.url, server.folder, { BALLAST_TRUSTED_PROXIES: '127.0.0.1' });
  try {
    const { status, cookie } = await signInAt(web.origin, person, '192.0.2.1');
    if (status !== 200) throw new Error(`the bench could not sign in (${status})`);
    await measureBeside(web.origin, `/hosts/${other}/evacuate`, cookie); // loads the code of the page; the VM does not exist
    const alone = await measureAlone(web.origin, 20);
    return { alone, load, ...(await measureBeside(web.origin, `/hosts/${full}/evacuate`, cookie)) };
  } finally {
    await web.stop();
  }
}

function figuresOf({ status, beside }: Measured): Figure[] {
  const longest = Math.round(percentile(beside, 1));
  return [
    {
      id: 'health-beside-preview-longest',
      value: longest,
      unit: 'ms',
      pass: `<= ${MAX_HEALTH_MS}`,
      aim: `<= ${MAX_HEALTH_MS}`,
      verdict: judge({ aim: beside.length > 0 && longest <= MAX_HEALTH_MS, pass: false }),
    },
    {
      id: 'health-answers-before-preview',
      value: beside.length,
      unit: '',
      pass: '>= 1',
      aim: '>= 1',
      verdict: judge({ aim: beside.length > 0 && status === 200, pass: false }),
    },
  ];
}

function tableOf({ alone, beside, pageMs }: Measured): string {
  const ms = (value: number): string => `${Math.round(value)} ms`;
  const row = (name: string, taken: number[]): string[] => [
    name,
    String(taken.length),
    ...[0.5, 0.95, 1].map((share) => ms(percentile(taken, share))),
  ];
  return [
    markdownTable(
      ['/api/health', 'answers', 'median', 'p95', 'longest'],
      [row('alone', alone), row('while an evacuation is planned', beside)],
    ),
    `The preview was there after ${(pageMs / 1000).toFixed(1)} s.`,
  ].join('\n\n');
}

function sectionOf(args: string[], measured: Measured): string {
  const command = ['npm run bench -- pages', ...args].join(' ');
  return `## Pages beside a plan

${describeEnvironment(readEnvironment(command))} Load average at the beginning: ${measured.load.toFixed(1)}.

The built console, with a worker and a PostgreSQL of its own, opens the preview of an evacuation that cannot be complete: 400 VMs on one of two hosts,
and on the other room for 90 % of their memory. Meanwhile /api/health is asked again and again; the last answers wait while the page itself
is made. Aim: each within ${MAX_HEALTH_MS} ms.

${tableOf(measured)}`;
}
