import { parseSize } from './instances/size.ts';
import { type PlayedDay, playDay } from './patch-day/play-day.ts';
import { dayFigures, dayHead, dayLines, daySection } from './patch-day/section.ts';
import { createReplayDatabases } from './replay/product/replay-database.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- patch-day [--days N] [--seed N] [--size HOSTSxVMS] [--at-once N] [--json] [--dry]

Patches all hosts of a simulated data centre, and compares what it takes with the forecast.
  --days N     data centres, each of its own seed (3)
  --seed N     of the first one (101; 1 to 20 are for tuning)
  --size       hosts and VMs (12x120)
  --at-once N  hosts at once (1)
  --json       print the figures as JSON
  --dry        do not write docs/benchmarks.md`;

/** Plays the days, prints what they were like, and writes the section. */
export async function run(args: string[]): Promise<number> {
  const call = parse(args);
  if (call === null) {
    console.error(USAGE);
    return 2;
  }
  const days: PlayedDay[] = [];
  const databases = createReplayDatabases();
  try {
    for (let i = 0; i < call.days; i++) {
      const options = { ...call.size, seed: call.seed + i, hostsAtOnce: call.atOnce };
      console.error(`patch-day: seed ${options.seed}`);
      days.push(await databases.use((db) => playDay(db, options)));
    }
  } finally {
    await databases.close();
  }
  const figures = dayFigures(days);
  if (call.json) printFigures(figures);
  else console.log(textTable(dayHead, dayLines(days)));
  const command = ['npm run bench -- patch-day', ...args].join(' ');
  if (!call.dry) await writeSection('patch-day', daySection(readEnvironment(command), days));
  return statusOf(figures);
}

function parse(args: string[]) {
  const values = parseCall(args, {
    days: { type: 'string', default: '3' },
    seed: { type: 'string', default: '101' },
    size: { type: 'string', default: '12x120' },
    'at-once': { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const size = parseSize(values.size);
  const [days, seed, atOnce] = [Number(values.days), Number(values.seed), Number(values['at-once'])];
  if (size === null || !areCounts(days, atOnce) || !Number.isInteger(seed)) return null;
  return { days, seed, size, atOnce, json: values.json, dry: values.dry };
}
