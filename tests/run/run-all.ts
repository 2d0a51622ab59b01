/**
 * `npm test`: everything, in the order in which a fault is cheapest to find. Every step runs even if one before it
 * failed; at the end stand what failed and why, a line for each step, and the count of all of them.
 * `npm test -- STEP …` runs some.
 */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Outcome, readCounts, readPlaywright, readVitest } from './read-report.ts';

interface Step {
  name: string;
  command: string[];
  /** Where the step's runner leaves its counts, read by this function; without it the step counts as one test. */
  read?: (report: string) => Outcome;
  /** The step of another lane that must have ended before. */
  after?: string;
}

const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-reports-'));
const reportOf = (name: string): string => path.join(reports, `${name}.json`);

const vitest = (project: string, ...options: string[]): Step => ({
  name: project,
  command: [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${reportOf(project)}`,
    ...options,
  ],
  read: readVitest,
});

const playwright = (project: string): Step => ({
  name: `e2e-${project}`,
  command: ['playwright', 'test', '--config', `tests/e2e/${project}.config.ts`],
  read: readPlaywright,
});

/** The same seed every time, so that a change shows; `npm run test:chaos` takes others. */
const chaos: Step = {
  name: 'chaos',
  command: [
    'tsx',
    'tests/chaos/chaos.ts',
    '--seed',
    '1',
    '--schedules',
    '200',
    '--seconds',
    '150',
    '--json',
    reportOf('chaos'),
  ],
  read: readCounts,
};

/** In real time, against the simulated vCenter; `npm run test:chaos-vsphere` plays more. */
const chaosVsphere: Step = {
  name: 'chaos-vsphere',
  command: [
    'tsx',
    'tests/chaos-vsphere/chaos-vsphere.ts',
    '--seed',
    '1',
    '--schedules',
    '20',
    '--json',
    reportOf('chaos-vsphere'),
  ],
  read: readCounts,
};

/** Needs the built console. Like chaos: the same seed every time, others by `npm run test:fuzz`. */
const fuzz: Step = {
  name: 'fuzz',
  command: ['tsx', 'tests/fuzz/fuzz.ts', '--seed', '1', '--requests', '3000', '--json', reportOf('fuzz')],
  read: readCounts,
};

/**
 * Stages one after another; the lanes of a stage side by side, the steps of a lane one after another. Only the first
 * lane prints at once. The guests and hosts of contract and lab spend most of their time waiting, so they run beside
 * what needs the CPUs, except beside a browser, which is slow then. Integration tests wait for PostgreSQL in turn with it, so
 * two files run at a time.
 */
const stages: Step[][][] = [
  [
    [
      { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
      { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
      { name: 'unused', command: ['npm', 'run', '--silent', 'unused'] },
      vitest('unit'),
      vitest('components'),
    ],
  ],
  [
    [
      vitest('integration', '--maxWorkers=2'),
      chaos,
      { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
      fuzz,
      vitest('processes'),
      playwright('simulator'),
    ],
    [vitest('contract'), chaosVsphere, vitest('lab'), { ...playwright('lab'), after: 'e2e-simulator' }],
  ],
];
const steps: Step[] = stages.flat(2);

/** The exit status of a step. What it prints goes to the terminal, or to this file. */
function run(step: Step, output: number | 'inherit'): Promise<number> {
  const [file = '', ...args] = step.command;
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf(step.name),
  };
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', output, output], env });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
}

/** The exit status of a step that runs beside another: what it printed is printed when it has ended. */
async function runQuietly(step: Step): Promise<number> {
  const file = path.join(reports, `${step.name}.txt`);
  const output = fs.openSync(file, 'w');
  const status = await run(step, output);
  fs.closeSync(output);
  console.log(`\n--- ${step.name} (beside)\n${fs.readFileSync(file, 'utf8')}--- end of ${step.name}\n`);
  return status;
}

function outcomeOf(step: Step, status: number): Outcome {
  const isOk = status === 0;
  const failed = { passed: 0, failed: 1, skipped: 0, failures: [`${step.name} ended with status ${status}`] };
  if (!step.read) return isOk ? { passed: 1, failed: 0, skipped: 0, failures: [] } : failed;
  try {
    const outcome = step.read(fs.readFileSync(reportOf(step.name), 'utf8'));
    // a runner that failed without a failed test has failed anyway
    return isOk || outcome.failed > 0 ? outcome : { ...outcome, failed: 1 };
  } catch {
    return failed;
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `unknown step: ${unknown.join(', ')}; steps are ${steps.map((step) => step.name).join(', ')}`,
  );
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const lines = new Map<string, string>();

async function runStep(step: Step, isShown: boolean): Promise<void> {
  if (isShown) console.log(`\n--- ${step.name}`);
  const startedAt = Date.now();
  const outcome = outcomeOf(step, await (isShown ? run(step, 'inherit') : runQuietly(step)));
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += outcome[key];
  failures.push(...outcome.failures);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
  lines.set(
    step.name,
    `${outcome.failed === 0 ? 'ok  ' : 'FAIL'} ${step.name.padEnd(14)} ${String(outcome.passed).padStart(5)} passed, ${outcome.failed} failed, ${outcome.skipped} skipped, ${seconds} s`,
  );
}

const isWanted = ({ name }: Pick<Step, 'name'>): boolean => wanted.length === 0 || wanted.includes(name);
/** Emits the name of each step that has ended. */
const ends = new EventEmitter();
async function endOf(name: string): Promise<void> {
  if (isWanted({ name }) && !lines.has(name)) await once(ends, name);
}

for (const stage of stages) {
  const lanes = stage.map((lane) => lane.filter(isWanted)).filter((lane) => lane.length > 0);
  await Promise.all(
    lanes.map(async (lane, index) => {
      for (const step of lane) {
        if (step.after !== undefined) await endOf(step.after);
        await runStep(step, index === 0);
        ends.emit(step.name);
      }
    }),
  );
}
fs.rmSync(reports, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nfailed:\n${failures.join('\n')}`);
console.log(`\n${steps.flatMap(({ name }) => lines.get(name) ?? []).join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
