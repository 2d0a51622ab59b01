import { loadavg } from 'node:os';
import { openBenchServer } from './executor/bench-server.ts';
import { type EvacuationResult, measureEvacuation } from './executor/evacuation.ts';
import { measureLabOverhead } from './executor/lab-overhead.ts';
import { measureOverhead } from './executor/overhead.ts';
import { writeSection } from './report/document.ts';
import { describeEnvironment, readEnvironment } from './report/environment.ts';
import { type Figure, judge, printFigures, statusOf } from './report/figures.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- executor [--moves N] [--memory MIB] [--lab] [--json] [--dry]

How long Ballast itself takes: from an approval to the hypervisor's start, and over an evacuation of 50 VMs.
  --moves N     moves of each overhead (40)
  --memory MIB  of each VM of the evacuation (4096)
  --lab         also on libvirt and QEMU, in a lab of its own
  --dry         do not write docs/benchmarks.md`;

/** The target figures. */
const AIMS = { overheadMs: 250, ratio: 1.1 };

interface Spread {
  moves: number;
  medianMs: number;
  p90Ms: number;
}

/** Prints and records Ballast's own overhead. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const server = await openBenchServer();
  try {
    const load = loadavg()[0] ?? 0;
    const measured = await measureOverhead(server, options.moves);
    const overhead: Record<string, Spread> = {
      'simulator, nothing else under way': spreadOf(measured.idle),
      'simulator, beside another migration': spreadOf(measured.busy),
    };
    if (options.lab) overhead['libvirt and QEMU'] = spreadOf(await measureLabOverhead(server, options.moves));
    const evacuation = await measureEvacuation(server, options.memory);
    const figures = figuresOf(overhead, evacuation);
    if (options.json) printFigures(figures);
    else console.log(tablesOf(overhead, evacuation));
    if (!options.dry) await writeSection('executor', sectionOf(args, overhead, evacuation, load));
    return statusOf(figures);
  } finally {
    await server.close();
  }
}

function parse(args: string[]) {
  const values = parseCall(args, {
    moves: { type: 'string', default: '40' },
    memory: { type: 'string', default: '4096' },
    lab: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const [moves, memory] = [Number(values.moves), Number(values.memory)];
  return areCounts(moves, memory) ? { ...values, moves, memory } : null;
}

function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { moves: values.length, medianMs: at(0.5), p90Ms: at(0.9) };
}

function figuresOf(overhead: Record<string, Spread>, { ratio }: EvacuationResult): Figure[] {
  const [most, bound] = [`< ${AIMS.overheadMs}`, `<= ${AIMS.ratio}`];
  return [
    ...Object.entries(overhead).map(([where, { medianMs }]) => ({
      id: `approval-to-start-${where.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
      value: Math.round(medianMs),
      unit: 'ms',
      pass: most,
      aim: most,
      verdict: judge({ aim: medianMs < AIMS.overheadMs, pass: false }),
    })),
    {
      id: 'evacuation-to-its-bound',
      value: ratio,
      unit: 'ratio',
      pass: bound,
      aim: bound,
      verdict: judge({ aim: ratio <= AIMS.ratio, pass: false }),
    },
  ];
}

function tablesOf(overhead: Record<string, Spread>, evacuation: EvacuationResult): string {
  const { moves, seconds, boundSeconds, linkSeconds, placesSeconds, ratio } = evacuation;
  const one = (n: number): string => n.toFixed(1);
  return [
    '| from the approval to the start of the migration | moves | median | p90 | aim |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(overhead).map(
      ([where, { moves: n, medianMs, p90Ms }]) =>
        `| ${where} | ${n} | ${Math.round(medianMs)} ms | ${Math.round(p90Ms)} ms | median < ${AIMS.overheadMs} ms |`,
    ),
    '',
    '| evacuation | took | bound | bound of the link | bound of the slots | ratio | aim |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    `| ${moves} moves | ${one(seconds)} s | ${one(boundSeconds)} s | ${one(linkSeconds)} s | ${one(placesSeconds)} s | ${ratio.toFixed(3)} | <= ${AIMS.ratio} |`,
  ].join('\n');
}

function sectionOf(
  args: string[],
  overhead: Record<string, Spread>,
  evacuation: EvacuationResult,
  load: number,
): string {
  const command = ['npm run bench -- executor', ...args].join(' ');
  return `## Executor

${describeEnvironment(readEnvironment(command))} Load average at the beginning: ${load.toFixed(1)}.

What Ballast adds to the hypervisor's own time, with a real worker process and a PostgreSQL of its own. An approval ends with
its commit; a migration starts when the hypervisor says so (simulator: the time of the order in its log; libvirt: the time of the first
reading, minus the time for which the job had run by then). The evacuation empties one of six hosts at 10 Gbit/s in real time, with two
moves at a time per host. Its lower bound, where B is the bytes that each move sent, L the link of the source host, S the time that the
hypervisor took to set a move up, and 2 the number of slots of the host: max(sum B / L, sum (B / L + S) / 2).

${tablesOf(overhead, evacuation)}`;
}
