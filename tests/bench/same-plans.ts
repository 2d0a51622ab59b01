import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Figure, judgeAtMost, printFigures, statusOf } from './report/figures.ts';
import { areCounts, parseCall } from './report/parse-call.ts';
import { documentsOf } from './same-plans/documents.ts';

const USAGE = `Usage: npm run -s bench -- same-plans --before DIR [--instances N] [--json]

Whether the planner of this checkout makes the same plans, byte for byte, as that of another one.
  --before DIR   the other checkout, with its dependencies installed
  --instances N  generated clusters beside all scenarios (200)`;

const project = path.resolve(import.meta.dirname, '../..');

/** Prints how many plans differ, and which. The exit status is 1 if one does. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const documents = documentsOf(path.join(project, 'tests/scenarios'), options.instances);
  const folder = mkdtempSync(path.join(tmpdir(), 'ballast-plans-'));
  try {
    for (const [name, text] of documents) writeFileSync(path.join(folder, name), text);
    const before = plansOf(options.before, folder);
    const now = plansOf(project, folder);
    const different = [...documents.keys()].filter((name) => before[name] !== now[name]);
    for (const name of different) console.error(`differs: ${name}`);
    const figures = figuresOf(documents.size, different.length);
    if (options.json) printFigures(figures);
    else console.log(`${documents.size} plans compared, ${different.length} differ`);
    return statusOf(figures);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parse(args: string[]) {
  const values = parseCall(args, {
    before: { type: 'string' },
    instances: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  });
  if (values?.before === undefined) return null;
  const instances = Number(values.instances);
  const before = path.resolve(values.before);
  return areCounts(instances) ? { before, instances, json: values.json } : null;
}

/** The plans of all documents by name, made by a process that imports nothing but that checkout. */
function plansOf(checkout: string, folder: string): Record<string, string> {
  const child = path.join(import.meta.dirname, 'same-plans/plan-child.ts');
  const output = execFileSync(process.execPath, ['--import', 'tsx', child, checkout, folder], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}

const figuresOf = (compared: number, different: number): Figure[] => [
  { id: 'plans-compared', value: compared, unit: '', pass: '', aim: '', verdict: 'none' },
  {
    id: 'plans-that-differ',
    value: different,
    unit: '',
    pass: '0',
    aim: '0',
    verdict: judgeAtMost(different, { pass: 0, aim: 0 }),
  },
];
