import { asks } from './budgets/asks.ts';
import { type AskMeasured, measureAsk } from './budgets/measure-ask.ts';
import { budgetFigures, budgetHead, budgetLine, budgetsSection } from './budgets/section.ts';
import { writeSection } from './report/document.ts';
import { readEnvironment } from './report/environment.ts';
import { printFigures, statusOf } from './report/figures.ts';
import { textTable } from './report/markdown.ts';
import { areCounts, parseCall } from './report/parse-call.ts';

const USAGE = `Usage: npm run -s bench -- budgets [--seed N] [--json] [--dry]

The longest that a plan, a check or a preview of 64 hosts and 4,000 VMs takes, complete or not.
  --seed N  of the clusters (1)
  --json    print the figures as JSON
  --dry     do not write docs/benchmarks.md`;

/** Makes every request once and records its duration. The exit status is 1 if a budget was exceeded or a plan has a fault. */
export async function run(args: string[]): Promise<number> {
  const options = parse(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const measured: AskMeasured[] = asks.map((ask) => {
    console.error(`budgets: ${ask.name}, ${ask.family} ${ask.size.hosts}x${ask.size.vms}`);
    return measureAsk(ask, options.seed);
  });
  const figures = budgetFigures(measured);
  if (options.json) printFigures(figures);
  else console.log(textTable(budgetHead, measured.map(budgetLine)));
  const command = ['npm run bench -- budgets', ...args].join(' ');
  if (!options.dry) await writeSection('budgets', budgetsSection(readEnvironment(command), measured));
  return statusOf(figures);
}

function parse(args: string[]) {
  const values = parseCall(args, {
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
  });
  if (values === null) return null;
  const seed = Number(values.seed);
  return areCounts(seed) ? { ...values, seed } : null;
}
