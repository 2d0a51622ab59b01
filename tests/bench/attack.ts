import { loadavg } from 'node:os';
import path from 'node:path';
import { buildConsole } from '../../bin/start/build.ts';
import { addUser } from '../../lib/services/users/add-user.ts';
import { Attack, type AttackCounts } from './attack/attacker.ts';
import { findLost } from './attack/count-lost.ts';
import { PageReader, percentile } from './attack/page-reader.ts';
import { person, signInAt } from './attack/person.ts';
import { WebProcess } from './attack/web-process.ts';
import { type BenchServer, openBenchServer } from './executor/bench-server.ts';
import { type EvacuationResult, measureEvacuation } from './executor/evacuation.ts';
import { writeSection } from './report/document.ts';
import { describeEnvironment, readEnvironment } from './report/environment.ts';
import { type Figure, judge, printFigures, statusOf } from './report/figures.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- attack [--memory MIB] [--json] [--dry]

Pages and an evacuation of 50 VMs, left alone and under an attack on everything that is open to strangers.
  --memory MIB  of each VM (1024)
  --json        print the figures as JSON
  --dry         do not write docs/benchmarks.md`;

/** The target figures. */
const AIMS = { pageMs: 1000, ratio: 1.1 };

interface Phase {
  evacuation: EvacuationResult;
  pages: number;
  failed: string[];
  medianMs: number;
  p95Ms: number;
  mostMs: number;
}

interface Measured {
  alone: Phase;
  attacked: Phase;
  counts: AttackCounts;
  lost: string[];
  ratio: number; // duration of the evacuation during the attack, divided by its duration alone
}

/** Measures and records the effect of an attack on users. The exit status is 1 if a target is missed. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  await buildConsole(path.resolve(import.meta.dirname, '../..'), console.error, new AbortController().signal);
  const server = await openBenchServer();
  try {
    const load = loadavg()[0] ?? 0;
    const measured = await measure(server, options.memory);
    const figures = figuresOf(measured);
    for (const line of [...measured.lost, ...measured.attacked.failed]) console.error(`attack: ${line}`);
    if (options.json) printFigures(figures);
    else console.log(tablesOf(measured));
    if (!options.dry) await writeSection('attack', sectionOf(args, measured, load));
    return statusOf(figures);
  } finally {
    await server.close();
  }
}

function parse(args: string[]) {
  const values = parseCall(args, {
    memory: { type: 'string', default: '1024' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const memory = Number(values.memory);
  return areCounts(memory) ? { ...values, memory } : null;
}

async function measure(server: BenchServer, memoryMiB: number): Promise<Measured> {
  await addUser({ ctx: server.ctx, input: { ...person, name: 'Bench', role: 'administrator' } });
  const web = await WebProcess.start(server.url, server.folder, { BALLAST_TRUSTED_PROXIES: '127.0.0.1' });
  try {
    const { status, cookie } = await signInAt(web.origin, person, '192.0.2.1');
    if (status !== 200) throw new Error(`the bench could not sign in (${status})`);
    const phase = () => measurePhase(server, web.origin, cookie, memoryMiB);
    const alone = await phase();
    const attack = await Attack.begin(web.origin, cookie);
    const attacked = await phase();
    const counts = await attack.end();
    const lost = await findLost(server, counts, { sessions: 1 });
    return { alone, attacked, counts, lost, ratio: attacked.evacuation.seconds / alone.evacuation.seconds };
  } finally {
    await web.stop();
  }
}

/** An evacuation, with a concurrent reader of pages. */
async function measurePhase(
  server: BenchServer,
  origin: string,
  cookie: string,
  memoryMiB: number,
): Promise<Phase> {
  const reader = new PageReader(origin, cookie);
  const evacuation = await measureEvacuation(server, memoryMiB);
  await reader.stop();
  const { milliseconds, failed } = reader;
  return {
    evacuation,
    failed,
    pages: milliseconds.length,
    medianMs: percentile(milliseconds, 0.5),
    p95Ms: percentile(milliseconds, 0.95),
    mostMs: percentile(milliseconds, 1),
  };
}

function figuresOf({ attacked, lost, ratio }: Measured): Figure[] {
  const atMost = (id: string, value: number, unit: string, aim: number): Figure => ({
    id,
    value,
    unit,
    pass: `<= ${aim}`,
    aim: `<= ${aim}`,
    verdict: judge({ aim: value <= aim, pass: false }),
  });
  return [
    atMost('page-under-attack-p95', Math.round(attacked.p95Ms), 'ms', AIMS.pageMs),
    atMost('evacuation-attacked-to-alone', ratio, 'ratio', AIMS.ratio),
    atMost('lost', lost.length, '', 0),
    atMost('pages-that-failed', attacked.failed.length, '', 0),
  ];
}

function tablesOf({ alone, attacked, counts, lost, ratio }: Measured): string {
  const row = (name: string, { evacuation, pages, failed, medianMs, p95Ms, mostMs }: Phase): string =>
    `| ${name} | ${pages} | ${failed.length} | ${Math.round(medianMs)} ms | ${Math.round(p95Ms)} ms | ${Math.round(mostMs)} ms | ${evacuation.seconds.toFixed(1)} s |`;
  return [
    '| | pages | failed | median | p95 | longest | evacuation |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row('left alone', alone),
    row('attacked', attacked),
    `| aim | | 0 | | <= ${AIMS.pageMs} ms | | ratio <= ${AIMS.ratio}: ${ratio.toFixed(3)} |`,
    '',
    '| sign-ins | refused | turned away | entered | not answered | event streams | slow bodies | lost |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    `| ${counts.signIns} | ${counts.refused} | ${counts.turnedAway} | ${counts.entered} | ${counts.failed} | ${counts.streams} | ${counts.slowBodies} | ${lost.length} |`,
  ].join('\n');
}

function sectionOf(args: string[], measured: Measured, load: number): string {
  const command = ['npm run bench -- attack', ...args].join(' ');
  return `## Under attack

${describeEnvironment(readEnvironment(command))} Load average at the beginning: ${load.toFixed(1)}.

A host of 50 VMs is emptied twice in real time, with a web process, a worker and a PostgreSQL of their own, while somebody reads pages (two a second at
most): left alone, then attacked from a process on the same machine. Waves of 200 sign-ins at once, each second or when the wave before is answered, each
from another address, one of each with a right password; 300 event streams; 50 bodies that come a sign a second. Lost is what the database
should have and has not: refused sign-ins, sessions and their audit entries, moves, ended jobs, seals.

${tablesOf(measured)}`;
}
