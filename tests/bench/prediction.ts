import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { whyNoLab } from '../lab/create-lab.ts';
import { Random } from './instances/random.ts';
import { collect } from './prediction/collect.ts';
import { predictionFigures } from './prediction/figures.ts';
import { type Judgement, judge } from './prediction/judge.ts';
import { Observations } from './prediction/observation.ts';
import { schedule } from './prediction/schedule.ts';
import {
  moveLines,
  movesHead,
  predictionSection,
  summaryHead,
  summaryLines,
  verdictText,
} from './prediction/section.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- prediction [--count N] [--seed N] [--save FILE] [--from FILE] [--json] [--dry]

  --count N    real migrations to make (default: 54, 40 at least for the page)
  --seed N     of their order and destinations (default: 1)
  --save FILE  keep what was seen, as JSON
  --from FILE  judge what was kept instead of migrating
  --json       print the figures as JSON
  --dry        write no page

Exit status: 0 the aims are met; 1 one is missed; 2 the call is wrong or no lab can run here.`;

const MIN_MOVES_FOR_PAGE = 40;

/** Makes real migrations, trains the model with one half of them, and evaluates it with the other half. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  const reason = options === null || options.from !== undefined ? undefined : whyNoLab();
  if (options === null || reason !== undefined) {
    console.error(reason ?? USAGE);
    return 2;
  }
  const seen = options.from ? await load(options.from) : await migrate(options);
  const judgement = judge(seen);
  const figures = predictionFigures(judgement);
  if (options.json) printFigures(figures);
  else print(judgement);
  if (!options.dry && seen.observations.length >= MIN_MOVES_FOR_PAGE) {
    const environment = readEnvironment(`npm run bench -- prediction --seed ${seen.seed}`);
    await writeSection('prediction', predictionSection(environment, judgement, seen));
  }
  return statusOf(figures);
}

function parse(args: string[]) {
  const values = parseCall(args, {
    count: { type: 'string', default: '54' },
    seed: { type: 'string', default: '1' },
    save: { type: 'string' },
    from: { type: 'string' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const [count, seed] = [Number(values.count), Number(values.seed)];
  return areCounts(count, seed) && count >= 2 ? { ...values, count, seed } : null;
}

const load = async (file: string): Promise<Observations> =>
  Observations.parse(JSON.parse(await readFile(file, 'utf8')));

/** The result is saved after each migration, so that a failure of the last one does not lose an hour of measurements. */
async function migrate({ count, seed, save }: { count: number; seed: number; save?: string | undefined }) {
  const random = new Random(seed);
  const takenAt = new Date().toISOString();
  const seen = Observations.parse({ takenAt, seed, loadAverage: loadavg()[0] ?? 0, observations: [] });
  await collect(schedule(random, count), { random, log: (line) => console.error(line) }, async (found) => {
    if ('measured' in found) Object.assign(seen, found.measured);
    else seen.observations.push(found.observation);
    seen.loadAverage = Math.max(seen.loadAverage, loadavg()[0] ?? 0);
    if (save) await writeFile(save, JSON.stringify(seen));
  });
  return seen;
}

function print(judgement: Judgement): void {
  const { taught, judged } = judgement;
  console.log(textTable(movesHead, moveLines(judgement)));
  console.log(`\n${taught} migrations taught, ${judged} of 5 s and more were judged.\n`);
  console.log(textTable(summaryHead, summaryLines(judgement)));
  console.log(`\n${verdictText(judgement)}`);
}
