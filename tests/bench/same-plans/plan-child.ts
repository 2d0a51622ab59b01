import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `plan-child.ts CHECKOUT FOLDER`: plans every scenario document of a folder with the engine of a checkout, and
 * prints `{ name: plan as JSON }`. Only the files of that checkout determine how a document is read.
 */
const [checkout = '', folder = ''] = process.argv.slice(2);
const load = (file: string) => import(pathToFileURL(path.join(checkout, file)).href);
const { Scenario } = await load('tests/scenarios/scenario.ts');
const { planBalance } = await load('lib/engine/balance.ts');
const { planEvacuation } = await load('lib/engine/evacuate.ts');
const { planMigration } = await load('lib/engine/migrate.ts');

const plans = new Map<string, string>();
for (const name of readdirSync(folder).toSorted()) {
  const { snapshot, policy, evacuate, migrate } = Scenario.parse(
    JSON.parse(readFileSync(path.join(folder, name), 'utf8')),
  );
  const plan =
    evacuate !== undefined
      ? planEvacuation(snapshot, policy, evacuate)
      : migrate
        ? planMigration(snapshot, policy, migrate)
        : planBalance(snapshot, policy);
  plans.set(name, JSON.stringify(plan));
}
process.stdout.write(JSON.stringify(Object.fromEntries(plans)));
